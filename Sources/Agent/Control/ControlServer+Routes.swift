import AgentControl
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Writeback

extension ControlServer {
    func addRoutes(_ router: Router<ControlContext>) {
        let answers = answers
        router.get("/v1/version") { _, _ in try Response(json: VersionAnswer(version: BuildVersion.text)) }
        router.get("/v1/status") { request, _ in try Response(json: await answers.status(in: request.language)) }
        router.get("/v1/health") { request, _ in try Response(json: await answers.health(in: request.language)) }
        router.get("/v1/requests") { request, _ in
            let limit = request.uri.queryParameters.get("limit").flatMap { Int($0) } ?? 20
            return try Response(json: RequestsAnswer(requests: await answers.requests(limit: min(max(limit, 1), 1000))))
        }
        router.post("/v1/diagnose") { request, _ in
            let body = try await request.body.collect(upTo: 65536)
            guard let asked = try? WireJSON.decode(DiagnoseRequest.self, from: Data(buffer: body)),
                let target = DiagnoseTarget(words: asked.target)
            else {
                return try Response(
                    status: .badRequest,
                    json: ControlRefusal(
                        error: "unknown target; known: blade, cloud, directory, user UPN, request ID, all"))
            }
            let language = request.language
            return Response(
                status: .ok, headers: [.contentType: ControlSocket.linesContentType],
                body: .init { writer in
                    for await step in answers.diagnose(target, in: language) { try await writer.write(line: step) }
                    try await writer.finish(nil)
                })
        }
    }
}

extension Request {
    fileprivate var language: Language { Language(acceptLanguage: headers[.acceptLanguage]) }
}

extension ResponseBodyWriter {
    fileprivate mutating func write(line value: some Encodable) async throws {
        var buffer = ByteBuffer(bytes: try WireJSON.encode(value))
        buffer.writeString("\n")
        try await write(buffer)
    }
}
