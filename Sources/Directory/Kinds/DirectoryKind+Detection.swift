import LDAP

extension DirectoryKind {
    /// This kind cannot be served.
    public struct Unsupported: Error, Hashable, Sendable, CustomStringConvertible {
        /// What was configured.
        public let configured: KindName
        /// What the server looks like, if it can be told.
        public let detected: KindName?
        /// One sentence.
        public var description: String {
            switch (configured, detected) {
            case (.auto, nil):
                "the server's root DSE does not tell what kind of directory it is; set directory.kind"
            case (.auto, let kind?):
                "the server looks like \(kind.rawValue), which is not supported yet; supported: \(DirectoryKind.supported)"
            default:
                "directory.kind \(configured.rawValue) is not supported yet; supported: \(DirectoryKind.supported)"
            }
        }
    }

    /// The kind to use with a server: as configured, or as the server's root DSE says.
    ///
    /// - Throws: `Unsupported`.
    public static func resolve(_ configured: KindName, rootDSE: RootDSE) throws(Unsupported) -> DirectoryKind {
        let name = configured == .auto ? detect(rootDSE) : configured
        guard let kind = all.first(where: { $0.name == name }) else {
            throw Unsupported(configured: configured, detected: detect(rootDSE))
        }
        return kind
    }

    /// The kinds that can be served.
    public static let all = [openLDAP, directoryServer389]

    /// Their names, for a sentence.
    public static let supported = all.map(\.name.rawValue).joined(separator: ", ")

    /// What a server looks like; nil when its root DSE gives no hint.
    public static func detect(_ rootDSE: RootDSE) -> KindName? {
        // OpenLDAP names no vendor; this class is its own.
        if rootDSE.objectClasses.contains(where: { $0.lowercased() == "openldaprootdse" }) { return .openLDAP }
        let vendor = (rootDSE.vendorName ?? "").lowercased() + " " + (rootDSE.vendorVersion ?? "").lowercased()
        if rootDSE.supportedCapabilities.contains("1.2.840.113556.1.4.800") {
            return vendor.contains("samba") ? .sambaAD : .activeDirectory
        }
        if vendor.contains("389-directory") {
            // FreeIPA is a 389-DS with extended operations of its own (keytabs, enrolment), under this arc.
            let isIPA = rootDSE.supportedExtensions.contains { $0.text.hasPrefix("2.16.840.1.113730.3.8.10.") }
            return isIPA ? .freeIPA : .directoryServer389
        }
        return nil
    }
}
