import CLDAP
import Glibc

/// A handle of libldap, with every option of its own set, so that nothing global decides.
///
/// Not `Sendable`: it lives and dies on the thread of its connection.
final class Handle {
    let pointer: OpaquePointer
    /// The socket. It belongs to libldap, which closes it with the handle.
    let socket: Int32

    /// Takes the connected socket; closes it when that fails.
    init(taking socket: Int32, settings: ConnectionSettings) throws(ConnectionFailure) {
        LDAPLibrary.prepare()
        self.socket = socket
        let isLocal = settings.server.scheme == .ldapi
        var created: OpaquePointer?
        // libldap is told `ldap:` even for `ldaps:`: TLS is begun by us, under the watchdog, in both cases alike.
        let status = ldap_init_fd(
            socket, isLocal ? LDAP_PROTO_IPC : LDAP_PROTO_TCP, Self.plainURL(settings.server), &created)
        guard status == LDAP_SUCCESS, let created else {
            close(socket)
            throw settings.failure(.localError, "libldap cannot start: \(Self.text(of: status))")
        }
        pointer = created
        setNumber(LDAP_OPT_PROTOCOL_VERSION, LDAP_VERSION3)
        setNumber(LDAP_OPT_DEREF, LDAP_DEREF_NEVER)
        setNumber(LDAP_OPT_SIZELIMIT, LDAP_NO_LIMIT)
        setNumber(LDAP_OPT_TIMELIMIT, LDAP_NO_LIMIT)
        ldap_set_option(pointer, LDAP_OPT_REFERRALS, cldap_option_off())
        ldap_set_option(pointer, LDAP_OPT_RESTART, cldap_option_off())
        // libldap opens a lost connection again by itself, without our limits and without a bind. Make that impossible.
        ldap_set_option(pointer, LDAP_OPT_URI, "ldapi://%2Fnonexistent%2Fnever-reconnect")
        if let tls = settings.tls, !isLocal { try configure(tls, settings: settings) }
    }

    /// Sends an unbind if it still can, and closes the socket.
    func destroy() {
        // An unbind must not end up inside a request that is half written. After a loss libldap has closed the socket, and
        // its number may belong to somebody else.
        if number(LDAP_OPT_DESC) == socket, !isWritable { shutdown(socket, Int32(SHUT_RDWR)) }
        ldap_unbind_ext(pointer, nil, nil)
    }

    /// Whether the system takes more bytes, so that nothing can be half written for long.
    var isWritable: Bool {
        var ready = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
        return poll(&ready, 1, 0) > 0
    }

    private func configure(_ tls: TLSSettings, settings: ConnectionSettings) throws(ConnectionFailure) {
        ldap_set_option(pointer, LDAP_OPT_X_TLS_CACERTFILE, tls.caFile)
        if let certificateFile = tls.certificateFile, let keyFile = tls.keyFile {
            ldap_set_option(pointer, LDAP_OPT_X_TLS_CERTFILE, certificateFile)
            ldap_set_option(pointer, LDAP_OPT_X_TLS_KEYFILE, keyFile)
        }
        setNumber(LDAP_OPT_X_TLS_REQUIRE_CERT, LDAP_OPT_X_TLS_DEMAND)
        setNumber(LDAP_OPT_X_TLS_REQUIRE_SAN, LDAP_OPT_X_TLS_ALLOW)
        setNumber(LDAP_OPT_X_TLS_PROTOCOL_MIN, tls.minimum.protocolNumber)
        if text(LDAP_OPT_X_TLS_PACKAGE) == "GnuTLS" {
            ldap_set_option(pointer, LDAP_OPT_X_TLS_CIPHER_SUITE, tls.minimum.priority)
        }
        // Builds the context from what was set before; it has to come last.
        guard setNumber(LDAP_OPT_X_TLS_NEWCTX, 0) == LDAP_OPT_SUCCESS else {
            destroy()
            let files = [tls.caFile, tls.certificateFile, tls.keyFile].compactMap(\.self).joined(separator: ", ")
            throw settings.failure(
                .invalidConfiguration,
                "TLS cannot use these files: \(files); are they PEM, and does the key fit the certificate?")
        }
    }

    @discardableResult
    func setNumber(_ option: Int32, _ value: Int32) -> Int32 {
        var value = value
        return ldap_set_option(pointer, option, &value)
    }

    func number(_ option: Int32) -> Int32 {
        var value: Int32 = 0
        ldap_get_option(pointer, option, &value)
        return value
    }

    func text(_ option: Int32) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard ldap_get_option(pointer, option, &value) == LDAP_OPT_SUCCESS, let value else { return nil }
        defer { ldap_memfree(value) }
        return String(cString: value)
    }

    func bytes(_ option: Int32) -> [UInt8]? {
        var value = berval()
        guard ldap_get_option(pointer, option, &value) == LDAP_OPT_SUCCESS, value.bv_val != nil else { return nil }
        defer { ldap_memfree(value.bv_val) }
        return Array(UnsafeRawBufferPointer(start: value.bv_val, count: Int(value.bv_len)))
    }

    /// The error of the last call and its text.
    var lastError: (code: Int32, text: String) {
        let code = number(LDAP_OPT_RESULT_CODE)
        let detail = text(LDAP_OPT_DIAGNOSTIC_MESSAGE) ?? ""
        return (code, detail.isEmpty ? Self.text(of: code) : "\(Self.text(of: code)) (\(detail))")
    }

    static func text(of code: Int32) -> String { String(cString: ldap_err2string(code)) }

    func setBlocking(_ blocks: Bool) {
        let flags = cldap_get_flags(socket)
        _ = cldap_set_flags(socket, blocks ? flags & ~O_NONBLOCK : flags | O_NONBLOCK)
    }

    private static func plainURL(_ server: ServerURL) -> String {
        guard case .network(let host, let port) = server.endpoint else { return server.description }
        return "ldap://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
