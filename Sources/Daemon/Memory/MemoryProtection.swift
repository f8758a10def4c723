import Glibc

/// Keeps what is in memory from ending up on a disk, and from staying in memory.
package enum MemoryProtection {
    private static let setDumpable: Int32 = 4  // PR_SET_DUMPABLE

    /// No core dumps, no reading of the memory by other processes of the same user, and freed memory is overwritten.
    ///
    /// Call it first, on the first thread: the program may begin anew under the same process id. (From another thread the
    /// first one would be seen as a zombie for a moment, and whoever watches the process would take it for dead.)
    package static func apply() {
        overwriteFreedMemory()
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        // Reached by name: Swift does not import variadic functions.
        if let function = dlsym(nil, "prctl") {
            typealias Prctl = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
            _ = unsafeBitCast(function, to: Prctl.self)(setDumpable, 0, 0, 0, 0)
        }
    }

    /// The TLS library decrypts into buffers that it frees as they are, and the password of a reset is in one of them.
    ///
    /// glibc overwrites freed memory if told to, but not what goes into its per-thread caches, and those can only be switched
    /// off by the environment of a program that begins. So this one begins once more.
    private static func overwriteFreedMemory() {
        let withoutCaches = "glibc.malloc.tcache_count=0"
        let present = getenv("GLIBC_TUNABLES").map { String(cString: $0) }
        if let present, present.contains(withoutCaches) { return }
        let tunables = [present, withoutCaches, "glibc.malloc.perturb=165"].compactMap { $0 }
        setenv("GLIBC_TUNABLES", tunables.joined(separator: ":"), 1)
        // By its real path: as /proc/self/exe it would be called "exe" in every list of processes.
        guard let path = realpath("/proc/self/exe", nil) else { return }
        execv(path, CommandLine.unsafeArgv)
        // Here only if that failed; serving with less protection is better than not serving.
        free(path)
    }
}
