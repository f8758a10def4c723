import Glibc

extension LiveSlapd {
    /// The server's own database, `cn=config`.
    func configuration(_ certificates: Certificates) -> String {
        let pair = pair(certificates)
        let agent = "by dn.exact=\"\(agentDN)\""
        return """
            dn: cn=config
            objectClass: olcGlobal
            cn: config
            olcTLSCACertificateFile: \(certificates.caFile)
            olcTLSCertificateFile: \(pair.certificateFile)
            olcTLSCertificateKeyFile: \(pair.keyFile)
            olcTLSVerifyClient: try
            olcLocalSSF: 128
            olcToolThreads: 1
            olcThreads: 4
            \(lines(options.globalLines))
            dn: cn=module{0},cn=config
            objectClass: olcModuleList
            cn: module{0}
            olcModulePath: /usr/lib/ldap
            olcModuleLoad: back_mdb
            olcModuleLoad: ppolicy

            dn: cn=schema,cn=config
            objectClass: olcSchemaConfig
            cn: schema

            include: file:///etc/ldap/schema/core.ldif
            include: file:///etc/ldap/schema/cosine.ldif
            include: file:///etc/ldap/schema/inetorgperson.ldif

            dn: olcDatabase={-1}frontend,cn=config
            objectClass: olcDatabaseConfig
            objectClass: olcFrontendConfig
            olcDatabase: {-1}frontend
            olcPasswordHash: {SSHA}
            olcAccess: {0}to dn.base="" by * read
            olcAccess: {1}to dn.base="cn=Subschema" by * read

            dn: olcDatabase={0}config,cn=config
            objectClass: olcDatabaseConfig
            olcDatabase: {0}config
            olcAccess: {0}to * by dn.exact="gidNumber=\(getgid())+uidNumber=\(getuid()),cn=peercred,cn=external,cn=auth" manage by * none

            dn: olcDatabase={1}mdb,cn=config
            objectClass: olcDatabaseConfig
            objectClass: olcMdbConfig
            olcDatabase: {1}mdb
            olcSuffix: \(baseDN)
            olcRootDN: \(adminDN)
            olcRootPW: \(adminPassword)
            olcDbDirectory: \(databaseFolder)
            olcDbMaxSize: 67108864
            olcDbNoSync: TRUE
            olcDbIndex: objectClass,uid,entryUUID,entryCSN,employeeNumber eq
            olcLastMod: TRUE
            olcAccess: {0}to dn.subtree="ou=admins,\(baseDN)" attrs=userPassword by anonymous auth by self =xw by * none
            olcAccess: {1}to dn.subtree="ou=services,\(baseDN)" attrs=userPassword by anonymous auth by * none
            olcAccess: {2}to dn.subtree="\(peopleDN)" attrs=userPassword \(agent) \(options.passwordAccess) by self =xw by anonymous auth by * none
            olcAccess: {3}to dn.subtree="\(peopleDN)" attrs=pwdReset,pwdAccountLockedTime \(agent) \(options.stateAccess) by users read by * none
            olcAccess: {4}to * \(agent) \(options.readAccess) by users read by anonymous auth
            \(lines(options.databaseLines))
            \(options.hasPolicy ? overlay : "")
            """
    }

    private var overlay: String {
        """
        dn: olcOverlay={0}ppolicy,olcDatabase={1}mdb,cn=config
        objectClass: olcOverlayConfig
        objectClass: olcPPolicyConfig
        olcOverlay: {0}ppolicy
        olcPPolicyDefault: \(defaultPolicyDN)
        olcPPolicyHashCleartext: \(options.hashesCleartext ? "TRUE" : "FALSE")
        olcPPolicyUseLockout: TRUE

        """
    }

    private func lines(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

    /// The policy of everybody who has none of their own.
    public var defaultPolicyDN: String { "cn=default,ou=policies,\(baseDN)" }
}
