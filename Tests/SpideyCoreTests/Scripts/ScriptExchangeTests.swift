import HTTPWire
import Testing

@testable import SpideyCore

@Suite struct ScriptExchangeTests {
    private func exchange(
        _ method: String = "GET", _ version: String = "HTTP/1.1"
    ) throws -> ScriptExchange {
        var parser = RequestParser()
        let request = Array("\(method) / \(version)\r\nHost: a\r\n\r\n".utf8)
        _ = try parser.next(request.span)
        return ScriptExchange(parser.head)
    }

    struct Case: Sendable {
        var method = "GET"
        var version = "HTTP/1.1"
        let head: String
        var status = StatusCode.ok
        let content: String
        let sent: String
        var keeps = true
        var isWhole = true
        var unwanted = 0
    }

    static let cases: [Case] = [
        Case(head: "A: b\n\n", content: "hello", sent: "5\r\nhello\r\n0\r\n\r\n"),
        Case(head: "A: b\n\n", content: "", sent: "0\r\n\r\n"),
        Case(version: "HTTP/1.0", head: "A: b\n\n", content: "hello", sent: "hello", keeps: false),
        Case(head: "Content-Length: 5\n\n", content: "hello", sent: "hello"),
        Case(version: "HTTP/1.0", head: "Content-Length: 5\n\n", content: "hello", sent: "hello"),
        Case(head: "Content-Length: 5\n\n", content: "hell", sent: "hell", isWhole: false),
        Case(head: "Content-Length: 5\n\n", content: "hello!!", sent: "hello", unwanted: 2),
        Case(head: "Content-Length: 0\n\n", content: "x", sent: "", unwanted: 1),
        Case(method: "HEAD", head: "A: b\n\n", content: "hello", sent: "", unwanted: 5),
        Case(method: "HEAD", head: "Content-Length: 9\n\n", content: "", sent: ""),
        Case(head: "A: b\n\n", status: .noContent, content: "x", sent: "", unwanted: 1),
        Case(head: "A: b\n\n", status: .notModified, content: "", sent: ""),
    ]

    @Test(arguments: cases) func frames(_ one: Case) throws {
        // Whole, and then in single bytes, which changes only how chunks are cut.
        for isWhole in [true, false] {
            var exchange = try exchange(one.method, one.version)
            var writer = MessageWriter()
            var pieces: [[UInt8]] = []
            let output = Array((one.head + one.content).utf8)
            pieces = isWhole ? [output] : output.map { [$0] }
            var keeps: Bool?
            for piece in pieces {
                guard keeps == nil else {
                    exchange.frame(piece.span, &writer)
                    continue
                }
                #expect(!exchange.isHeadSent)
                guard let rest = try exchange.readHead(piece.span) else { continue }
                keeps = exchange.begin(one.status)
                #expect(exchange.isHeadSent)
                exchange.frame(rest.span, &writer)
            }
            #expect(exchange.end(&writer) == one.isWhole)
            #expect(keeps == one.keeps)
            #expect(exchange.unwanted == one.unwanted)
            let sent = String(decoding: writer.bytes, as: UTF8.self)
            let singleChunks =
                one.sent.hasSuffix("0\r\n\r\n")
                ? one.content.map { "1\r\n\($0)\r\n" }.joined() + "0\r\n\r\n" : one.sent
            #expect(sent == (isWhole ? one.sent : singleChunks))
        }
    }

    @Test(arguments: [
        "\n", "no colon\n\n", "A : b\n\n", "A: b\rc\n\n", "Status: abc\n\n",
        "Content-Length: 1\nContent-Length: 2\n\n", "Content-Length: -1\n\n",
    ])
    func refusesBadHeads(head: String) throws {
        var exchange = try exchange()
        #expect(throws: WireError.malformedScriptHead) {
            _ = try exchange.readHead(Array(head.utf8).span)
        }
    }

    @Test func headsAreBounded() throws {
        var exchange = try exchange()
        let line = Array("A: \(String(repeating: "x", count: 1000))\n".utf8)
        #expect(throws: WireError.scriptHeadTooLarge) {
            for _ in 0..<100 { _ = try exchange.readHead(line.span) }
        }
    }
}
