import Foundation

/// The form of a token request (RFC 6749, section 4.4), with the client's credential wherever it was put.
struct TokenRequest: Sendable {
    /// What the client proves itself with.
    enum Proof: Sendable {
        /// A secret in the body; or in the Basic header, where it may or may not be form-encoded.
        case secret(candidates: [String])
        /// An assertion (RFC 7523).
        case assertion(String)
    }

    var clientID: String?
    var proof: Proof
    var grantType: String
    var scope: String?
    var resource: String?

    static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// Reads body and header.
    ///
    /// - Throws: `TokenError`.
    init(form body: [UInt8], authorization: String?) throws(TokenError) {
        let form = try Form(body)
        guard let grant = form["grant_type"] else { throw .invalidRequest("grant_type is missing") }
        grantType = grant
        scope = form["scope"]
        resource = form["resource"]
        let basic = try Self.basic(authorization)
        let given = [form["client_secret"] != nil, form["client_assertion"] != nil, basic != nil].filter { $0 }.count
        guard given <= 1 else { throw .invalidRequest("more than one credential was sent") }
        if let basic {
            clientID = basic.clientID
            proof = .secret(candidates: basic.secrets)
            if let named = form["client_id"], named != basic.clientID {
                throw .invalidRequest("client_id in the body and in the header differ")
            }
        } else if let assertion = form["client_assertion"] {
            guard form["client_assertion_type"] == Self.assertionType else {
                throw .invalidRequest("client_assertion_type has to be \(Self.assertionType)")
            }
            clientID = form["client_id"]
            proof = .assertion(assertion)
        } else if let secret = form["client_secret"] {
            guard let id = form["client_id"] else { throw .invalidRequest("client_id is missing") }
            clientID = id
            proof = .secret(candidates: [secret])
        } else {
            throw .invalidClient("no credential was sent: client_secret, client_assertion or Basic")
        }
    }

    /// RFC 6749 wants both parts form-encoded, most clients send them raw: the secret is tried both ways.
    private static func basic(_ header: String?) throws(TokenError) -> (clientID: String, secrets: [String])? {
        guard let header, header.lowercased().hasPrefix("basic ") else { return nil }
        let encoded = header.dropFirst(6).trimmingCharacters(in: .whitespaces)
        guard let data = Data(base64Encoded: encoded), let text = String(data: data, encoding: .utf8),
            let colon = text.firstIndex(of: ":")
        else { throw .invalidClient("the Basic header is not base64 of client_id:client_secret") }
        let id = String(text[..<colon])
        let secret = String(text[text.index(after: colon)...])
        let decoded = Form.decode(secret)
        return (Form.decode(id) ?? id, decoded.map { $0 == secret ? [secret] : [secret, $0] } ?? [secret])
    }
}

/// `application/x-www-form-urlencoded`.
struct Form: Sendable {
    private var fields: [String: String] = [:]

    subscript(name: String) -> String? { fields[name] }

    /// Reads the body; a parameter that occurs twice is refused (RFC 6749, section 3.2).
    init(_ body: [UInt8]) throws(TokenError) {
        guard let text = String(validating: body, as: UTF8.self) else { throw .invalidRequest("the body is not UTF-8") }
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(String(parts[0])),
                let value = parts.count > 1 ? Self.decode(String(parts[1])) : ""
            else { throw .invalidRequest("the body is not form-encoded") }
            guard fields.updateValue(value, forKey: name) == nil else {
                throw .invalidRequest("a parameter occurs twice")
            }
        }
        // A parameter without a value counts as left out (RFC 6749, section 3.2).
        fields = fields.filter { !$0.value.isEmpty }
    }

    static func decode(_ text: String) -> String? { text.replacing("+", with: " ").removingPercentEncoding }
}
