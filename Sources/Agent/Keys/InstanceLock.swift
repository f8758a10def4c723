import Glibc

/// Makes sure that one agent works on a state folder. The kernel drops the lock with the process, however that ends.
final class InstanceLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: `StateFolder.Failure`.
    init(_ folder: StateFolder) throws(StateFolder.Failure) {
        let descriptor = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StateFolder.Failure(description: "cannot open \(folder.lock): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StateFolder.Failure(
                description:
                    "another writebackd works with \(folder.path); stop it, or give this one another state.directory")
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
