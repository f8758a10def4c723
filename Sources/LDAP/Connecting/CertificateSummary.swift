/// The few facts of a server's certificate that explain why it was refused. Read to explain, never to decide.
struct CertificateSummary {
    /// DNS names and addresses that it is for (RFC 5280, section 4.2.1.6).
    var names: [String] = []
    /// The end of its validity, for people to read.
    var notAfter = ""
    /// The common name of whoever signed it.
    var issuer = ""

    /// Reads a DER certificate (RFC 5280, section 4.1); nil if it is something else.
    init?(der: [UInt8]) {
        do {
            var certificate = BERReader(der)
            var outer = BERReader(try certificate.element(0x30))
            var body = BERReader(try outer.element(0x30))
            var element = try body.element()
            if element.tag == 0xA0 { element = try body.element() }  // version; the serial number follows
            _ = try body.element(0x30)  // signature algorithm
            issuer = Self.commonName(try body.element(0x30)) ?? ""
            var validity = BERReader(try body.element(0x30))
            _ = try validity.element()
            notAfter = Self.time(try validity.element())
            while !body.isAtEnd {
                let element = try body.element()
                if element.tag == 0xA3 { names = try Self.alternativeNames(element.content) }
            }
        } catch {
            return nil
        }
    }

    /// Whether the certificate is for this host, wildcards in the first label included (RFC 6125, section 6.4).
    func isFor(_ host: String) -> Bool {
        let host = host.lowercased()
        return names.contains { name in
            let name = name.lowercased()
            if name == host { return true }
            guard name.hasPrefix("*."), let dot = host.firstIndex(of: ".") else { return false }
            return host[dot...] == name.dropFirst()
        }
    }

    private static func alternativeNames(_ content: ArraySlice<UInt8>) throws(BERReader.Malformed) -> [String] {
        var wrapper = BERReader(content)
        var extensions = BERReader(try wrapper.element(0x30))
        var names: [String] = []
        while !extensions.isAtEnd {
            var single = BERReader(try extensions.element(0x30))
            let identifier = try single.element(0x06)
            var value = try single.element()
            if value.tag == 0x01 { value = try single.element() }  // critical
            guard Array(identifier) == [0x55, 0x1D, 0x11] else { continue }  // 2.5.29.17, subjectAltName
            var holder = BERReader(value.content)
            var list = BERReader(try holder.element(0x30))
            while !list.isAtEnd {
                let name = try list.element()
                switch name.tag {
                case 0x82: names.append(String(decoding: name.content, as: UTF8.self))
                case 0x87: names.append(address(Array(name.content)))
                default: break
                }
            }
        }
        return names
    }

    /// `YYMMDDhhmmssZ` or, from 2050 on, `YYYYMMDDhhmmssZ` (RFC 5280, section 4.1.2.5).
    private static func time(_ element: BERReader.Element) -> String {
        let text = String(decoding: element.content, as: UTF8.self)
        let digits = Array((element.tag == 0x17 ? (text < "50" ? "20" : "19") + text : text).prefix(12))
        guard digits.count == 12 else { return text }
        return "\(String(digits[..<4]))-\(String(digits[4..<6]))-\(String(digits[6..<8])) "
            + "\(String(digits[8..<10])):\(String(digits[10...])) UTC"
    }

    private static func address(_ bytes: [UInt8]) -> String {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        return groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    private static func commonName(_ content: ArraySlice<UInt8>) -> String? {
        var names = BERReader(content)
        while let set = try? names.element(0x31) {
            var parts = BERReader(set)
            guard let part = try? parts.element(0x30) else { continue }
            var pair = BERReader(part)
            guard let type = try? pair.element(0x06), Array(type) == [0x55, 0x04, 0x03], let value = try? pair.element()
            else { continue }
            return String(decoding: value.content, as: UTF8.self)
        }
        return nil
    }
}
