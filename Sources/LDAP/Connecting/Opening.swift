import CLDAP
import Glibc

/// The steps from settings to a handle that is ready for a bind; runs on the connection's thread.
struct Opening {
    var settings: ConnectionSettings
    let wakeup: Wakeup
    let isCancelled: @Sendable () -> Bool

    /// What is known about the connection once it is open.
    struct Facts: Sendable {
        /// For example `TLSv1.3`; nil on a local socket.
        var tlsVersion: String?
        var tlsCipher: String?
    }

    func open() throws(ConnectionFailure) -> (Handle, Facts) {
        try settings.check()
        let socket = try SocketConnector(
            settings: settings, deadline: Deadline(in: settings.limits.connect), wakeup: wakeup,
            isCancelled: isCancelled
        ).connect()
        let handle = try Handle(taking: socket, settings: settings)
        guard let tls = settings.tls, settings.server.scheme != .ldapi else { return (handle, Facts()) }
        do {
            let deadline = Deadline(in: settings.limits.handshake)
            if settings.server.scheme == .ldap { try askForTLS(handle, deadline) }
            try shakeHands(handle, tls, deadline)
        } catch {
            handle.destroy()
            throw error
        }
        let facts = Facts(
            tlsVersion: handle.text(LDAP_OPT_X_TLS_VERSION), tlsCipher: handle.text(LDAP_OPT_X_TLS_CIPHER))
        return (handle, facts)
    }

    /// StartTLS, up to the server's consent (RFC 4511, section 4.14).
    func askForTLS(_ handle: Handle, _ deadline: Deadline) throws(ConnectionFailure) {
        var id: Int32 = 0
        let status = ldap_extended_operation(handle.pointer, OID.startTLS.text, nil, nil, nil, &id)
        guard status == LDAP_SUCCESS else {
            throw failure(.connectionLost, "StartTLS could not be sent: \(Handle.text(of: status))")
        }
        while true {
            var nothing = timeval()
            var message: OpaquePointer?
            let kind = ldap_result(handle.pointer, id, LDAP_MSG_ALL, &nothing, &message)
            if kind > 0, let message {
                defer { ldap_msgfree(message) }
                guard let result = MessageReader(handle).result(of: message) else {
                    throw failure(.localError, "the answer to StartTLS cannot be understood")
                }
                guard result.isSuccess else {
                    throw failure(.startTLSRefused, "the server refused StartTLS: \(OperationRefused(result: result))")
                }
                return
            }
            guard kind == 0 else { throw failure(.connectionLost, "the server closed the connection after StartTLS") }
            guard !isCancelled() else { throw failure(.closed, "the connection was closed before it was open") }
            guard !deadline.isOver else {
                throw failure(
                    .timedOut, "the server accepted the connection but did not answer StartTLS within the limit")
            }
            Waiting.wait(for: [(handle.socket, Int32(POLLIN)), (wakeup.descriptor, Int32(POLLIN))], until: deadline)
            wakeup.drain()
        }
    }

    private func shakeHands(_ handle: Handle, _ tls: TLSSettings, _ deadline: Deadline) throws(ConnectionFailure) {
        handle.setBlocking(true)
        guard
            let (status, wasEnded) = HandshakeWatchdog.run(
                socket: handle.socket, deadline: deadline, wakeup: wakeup, isCancelled: isCancelled,
                { ldap_install_tls(handle.pointer) })
        else { throw failure(.localError, "no thread for the watchdog of the TLS handshake") }
        guard status == LDAP_SUCCESS else {
            if isCancelled() { throw failure(.closed, "the connection was closed before it was open") }
            if wasEnded {
                throw failure(
                    .timedOut,
                    "the server accepted the connection but did not finish the TLS handshake within the limit")
            }
            throw explain(handle.lastError, tls, deadline)
        }
        guard ldap_tls_inplace(handle.pointer) == 1 else {
            throw failure(.handshakeFailed, "TLS is not in place after the handshake")
        }
        // GnuTLS is told by its priority string; this holds whatever library is underneath.
        guard handle.text(LDAP_OPT_X_TLS_VERSION).map({ tls.minimum.isMet(by: $0) }) == true else {
            throw failure(
                .handshakeFailed,
                "the server speaks only \(handle.text(LDAP_OPT_X_TLS_VERSION) ?? "an unknown version"), "
                    + "and tls.minimum is \(tls.minimum.rawValue)"
            )
        }
        // Nothing is read or written without `poll` from now on; half a message must not hold up the thread.
        handle.setBlocking(false)
    }

    func failure(_ reason: ConnectionFailure.Reason, _ explanation: String) -> ConnectionFailure {
        ConnectionFailure(
            phase: .handshake, reason: reason, requestSent: false, server: settings.server.description,
            explanation: explanation)
    }
}
