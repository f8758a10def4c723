import Foundation
import GRDB

/// Looks for what must not be there in everything that a run left on disk.
struct Remains {
    let folder: String

    /// The files that hold one of `secrets`, as UTF-8 bytes.
    func files(holding secrets: [Data]) throws -> [String] {
        let contents = FileManager.default.enumerator(atPath: folder)
        var found: [String] = []
        while let name = contents?.nextObject() as? String {
            let path = folder + "/" + name
            // Sockets cannot be read; a file may be removed while we look.
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            guard attributes?[.type] as? FileAttributeType == .typeRegular,
                let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
            else { continue }
            for secret in secrets where data.range(of: secret) != nil { found.append(name) }
        }
        return found
    }

    /// The sealed passwords that wait in the gateway's store now: as text, and as the bytes that the text means.
    static func sealedPasswords(in store: String) throws -> [Data] {
        var configuration = Configuration()
        configuration.readonly = true
        let texts = try DatabaseQueue(path: store, configuration: configuration).read { database in
            try String.fetchAll(database, sql: "SELECT content FROM sealedPasswords")
        }
        return try texts.flatMap { text -> [Data] in
            let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            let ciphertext = object?["ciphertext"] as? String ?? ""
            let standard = ciphertext.replacing("-", with: "+").replacing("_", with: "/")
            let padded = standard + String(repeating: "=", count: (4 - standard.count % 4) % 4)
            return [Data(ciphertext.utf8), Data(base64Encoded: padded) ?? Data()].filter { !$0.isEmpty }
        }
    }
}
