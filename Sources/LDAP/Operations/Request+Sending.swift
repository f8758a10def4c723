import CLDAP
import Secrets

extension Request {
    /// Hands the request to libldap; returns its status and the message id.
    ///
    /// Runs on the connection's thread. With a socket that does not block, a request that the system did not take at
    /// once is finished by libldap itself while answers are read.
    func send(on handle: Handle, controls: [Control]) -> (status: Int32, id: Int32) {
        var id: Int32 = -1
        let status = Lending.controls(controls) { controls in
            switch self {
            case .simpleBind(let name, let password):
                Lending.password(password) { ldap_sasl_bind(handle.pointer, name, nil, $0, controls, nil, &id) }
            case .search(let search):
                Lending.names(search.attributes) { names in
                    ldap_search_ext(
                        handle.pointer, search.base.text, search.scope.rawValue, search.filter.text, names, 0, controls,
                        nil, nil, search.sizeLimit, &id)
                }
            case .modify(let name, let changes):
                Lending.modifications(changes) { ldap_modify_ext(handle.pointer, name, $0, controls, nil, &id) }
            case .passwordModify(let user, let current, let new):
                Array(user.utf8).withUnsafeBytes { bytes in
                    Lending.berval(bytes) { user in
                        Lending.password(current) { current in
                            Lending.password(new) { new in
                                ldap_passwd(handle.pointer, user, current, new, controls, nil, &id)
                            }
                        }
                    }
                }
            case .extended(let oid, let value):
                (value ?? []).withUnsafeBytes { bytes in
                    Lending.berval(bytes) { lent in
                        ldap_extended_operation(handle.pointer, oid.text, value == nil ? nil : lent, controls, nil, &id)
                    }
                }
            }
        }
        return (status, id)
    }
}
