import CLDAP

extension Opening {
    /// Says why a handshake failed.
    ///
    /// For every certificate that it refuses, libldap with GnuTLS says "(unknown error code)". So a second handshake,
    /// on a connection of its own that nothing else is said on and no certificate of ours is shown on, looks at the
    /// server's certificate without demanding anything of it. What it shows goes into the explanation and nowhere else.
    func explain(_ error: (code: Int32, text: String), _ tls: TLSSettings, _ deadline: Deadline) -> ConnectionFailure {
        guard let certificate = lookAtCertificate(tls, deadline) else {
            return failure(
                .handshakeFailed,
                "the TLS handshake failed: \(error.text); "
                    + "does the server speak TLS \(tls.minimum.rawValue) or newer on this port?"
            )
        }
        guard case .network(let host, _) = settings.server.endpoint else {
            return failure(.handshakeFailed, error.text)
        }
        let names = certificate.names.isEmpty ? "no name" : certificate.names.joined(separator: ", ")
        guard certificate.isFor(host) else {
            return failure(
                .certificateNameMismatch,
                "the server's certificate is for \(names), not for \(host): "
                    + "use one of these names in the URL, or a certificate for \(host)"
            )
        }
        let localhost =
            host.lowercased() == "localhost"
            ? "; note that libldap checks \"localhost\" against this machine's own name: write 127.0.0.1 instead" : ""
        return failure(
            .certificateNotTrusted,
            "the server's certificate is not trusted: it was signed by \"\(certificate.issuer)\" and is valid until "
                + "\(certificate.notAfter); check that tls.caFile \(tls.caFile) holds that authority, "
                + "and the server's date"
                + localhost)
    }

    private func lookAtCertificate(_ tls: TLSSettings, _ deadline: Deadline) -> CertificateSummary? {
        var looking = self
        looking.settings.tls?.certificateFile = nil
        looking.settings.tls?.keyFile = nil
        guard
            let socket = try? SocketConnector(
                settings: settings, deadline: deadline, wakeup: wakeup, isCancelled: isCancelled
            ).connect(),
            let handle = try? Handle(taking: socket, settings: looking.settings)
        else { return nil }
        defer { handle.destroy() }
        handle.setNumber(LDAP_OPT_X_TLS_REQUIRE_CERT, LDAP_OPT_X_TLS_NEVER)
        guard handle.setNumber(LDAP_OPT_X_TLS_NEWCTX, 0) == LDAP_OPT_SUCCESS else { return nil }
        if settings.server.scheme == .ldap {
            guard (try? askForTLS(handle, deadline)) != nil else { return nil }
        }
        handle.setBlocking(true)
        let handshake = HandshakeWatchdog.run(
            socket: handle.socket, deadline: deadline, wakeup: wakeup, isCancelled: isCancelled,
            { ldap_install_tls(handle.pointer) })
        guard handshake?.status == LDAP_SUCCESS, let der = handle.bytes(LDAP_OPT_X_TLS_PEERCERT) else { return nil }
        return CertificateSummary(der: der)
    }
}
