import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// What responses carry, by status, method and kind of content.
@Suite struct ResponseContentTests {
    /// What a response must not have for its request or its status is not sent, whatever the
    /// handler answers: the client would take it for the next response.
    @Test(arguments: ["HEAD", "GET 204", "GET 304"])
    func contentThatIsNotAllowedIsNotSent(what: String) throws {
        let file = try TemporaryFile(Array("file".utf8))
        let range = try file.range()
        let method = String(what.prefix { $0 != " " })
        let status = StatusCode(rawValue: UInt16(what.dropFirst(method.count + 1)) ?? 200)
        for kind in 0..<3 {
            let handler = ScriptedHandler()
            handler.onRequest = { request in
                if request.target == "/next" { return .response(Response(.ok, text: "next")) }
                switch kind {
                case 0: return .response(Response(status, text: "text"))
                case 1: return .response(Response(status, content: .file(range)))
                default:
                    let producer = ContentProducer(beginning: Array("made".utf8))
                    return .response(Response(status, content: .producer(producer)))
                }
            }
            let harness = ConnectionHarness(handler)
            harness.send("\(method) / HTTP/1.1\r\nHost: h\r\n\r\n")
            harness.send("GET /next HTTP/1.1\r\nHost: h\r\n\r\n")
            try harness.run()
            let replies = try harness.replies(to: [method == "HEAD" ? .head : .get])
            let expected = ["\(status.rawValue) ", "200 next"]
            #expect(replies.map(\.description) == expected, "content of kind \(kind)")
            if method == "GET" {
                #expect(replies[0].field("Transfer-Encoding") == nil)
                #expect(replies[0].field("Content-Length") == nil)
            }
        }
    }
}
