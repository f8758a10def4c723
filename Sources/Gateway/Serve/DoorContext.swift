import Foundation
import Hummingbird
import Logging

/// What is known about one request besides its head and body.
struct DoorContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        // The library reads the id of a request out of its logger; ours is a UUID, as clients of Graph expect.
        logger[metadataKey: "hb.request.id"] = "\(Identifier.make())"
    }

    /// A path parameter, percent-decoded; an empty one is none.
    func parameter(_ name: String) throws -> String {
        guard let raw = parameters.get(name), let text = raw.removingPercentEncoding, !text.isEmpty,
            !text.unicodeScalars.contains("\0")
        else { throw GraphError.badRequest("the path is not properly percent-encoded") }
        return text
    }
}
