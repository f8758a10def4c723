import LDAP

/// How a directory is used: the `directory` part of the configuration, checked and without secrets.
public struct DirectorySettings: Hashable, Sendable {
    /// What kind it is.
    public var kind: KindName
    /// Whom to trust and how; needed for everything but `ldapi://`.
    public var tls: TLSSettings?
    /// How long each step may take.
    public var limits: TimeLimits
    /// The service account.
    public var bindDN: DistinguishedName
    /// Where people are.
    public var base: DistinguishedName
    /// Which entries there are people.
    public var filter: Filter
    /// Another attribute as source anchor than the kind's.
    public var anchorAttribute: AttributeName?
    /// Another attribute as sign-in name than the kind's.
    public var loginAttribute: AttributeName?
    /// Entries that are never written. The service account is one of them in any case.
    public var protected: [DistinguishedName]
    /// Another way to write than the kind's.
    public var write: DirectoryKind.WriteMethod?
    /// The administrator's word that the server hashes what a Modify of the password attribute brings
    /// (OpenLDAP: `ppolicy_hash_cleartext`). Without it a Modify is never used: the server would keep clear text.
    public var serverHashes: Bool
    /// The entry with the policy of those who have none of their own, where the directory does not say.
    public var defaultPolicy: DistinguishedName?

    /// Settings from their parts.
    public init(
        kind: KindName = .auto, tls: TLSSettings? = nil, limits: TimeLimits = TimeLimits(), bindDN: DistinguishedName,
        base: DistinguishedName, filter: Filter = .present("objectClass"), anchorAttribute: AttributeName? = nil,
        loginAttribute: AttributeName? = nil, protected: [DistinguishedName] = [],
        write: DirectoryKind.WriteMethod? = nil, serverHashes: Bool = false, defaultPolicy: DistinguishedName? = nil
    ) {
        self.kind = kind
        self.tls = tls
        self.limits = limits
        self.bindDN = bindDN
        self.base = base
        self.filter = filter
        self.anchorAttribute = anchorAttribute
        self.loginAttribute = loginAttribute
        self.protected = protected
        self.write = write
        self.serverHashes = serverHashes
        self.defaultPolicy = defaultPolicy
    }
}
