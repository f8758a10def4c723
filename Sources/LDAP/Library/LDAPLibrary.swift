import Glibc

/// libldap as a part of this process.
public enum LDAPLibrary {
    /// Keeps libldap from reading `/etc/ldap/ldap.conf`, `~/.ldaprc` and the `LDAP*` variables (ldap.conf(5)):
    /// `LDAPTLS_REQCERT=never` in somebody's environment must not decide whom this process trusts.
    ///
    /// Done by itself before the first connection. Since it sets an environment variable, which is not safe while other
    /// threads read some, a program calls it first of all, before it starts any.
    public static func prepare() { _ = prepared }

    private static let prepared: Bool = setenv("LDAPNOINIT", "1", 1) == 0
}
