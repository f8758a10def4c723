/// The kinds of directory as an administrator names them in `directory.kind`.
public enum KindName: String, Hashable, Sendable, Codable, CaseIterable {
    /// Whatever the root DSE says.
    case auto
    /// OpenLDAP.
    case openLDAP = "openldap"
    /// 389 Directory Server.
    case directoryServer389 = "389ds"
    /// FreeIPA.
    case freeIPA = "freeipa"
    /// Samba as an Active Directory domain controller.
    case sambaAD
    /// Microsoft Active Directory.
    case activeDirectory
    /// Another server with the password modify extended operation.
    case generic
}
