import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// Content with its metadata, and the response that it makes.
@Suite struct RepresentationTests {
    private func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func fieldsInTheirOrder() {
        var additional = ResponseFields()
        additional.append("X-Y", "z")
        let full = Representation(
            type: octets("text/plain"), coding: "gzip", etag: octets("\"1\""),
            lastModified: 784_111_777, additional: additional, content: .bytes([]),
            step: "Handle File")
        #expect(
            String(decoding: full.fields.octets, as: UTF8.self) == """
                Content-Type: text/plain\r\nContent-Encoding: gzip\r\n\
                Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nETag: "1"\r\nX-Y: z\r\n
                """)
        let least = Representation(
            type: octets("a/b"), additional: ResponseFields(), content: .bytes([]),
            step: "Handle File")
        #expect(String(decoding: least.fields.octets, as: UTF8.self) == "Content-Type: a/b\r\n")
    }

    /// A representation, and what a request for it is answered with.
    private func text(_ status: StatusCode = .ok) -> Representation {
        Representation(
            status: status, type: octets("a/b"), etag: octets("\"1\""),
            additional: ResponseFields(), content: .bytes(octets("content")), step: "Handle File")
    }

    private func replies(
        _ representation: Representation, _ method: String, turn: Turn = .alone
    ) throws -> [Reply] {
        let handler = ScriptedHandler()
        handler.onRequest = { representation.answer(to: $0) }
        let harness = ConnectionHarness(handler, turn: turn)
        harness.send("\(method) / HTTP/1.1\r\nHost: h\r\n\r\n")
        try harness.run()
        #expect(harness.connection.isIdle && harness.log.records.map(\.isComplete) == [true])
        let isHead = method == "HEAD"
        #expect(harness.log.records.map(\.bytes) == [isHead ? 0 : representation.content.count])
        return try harness.replies(to: [isHead ? .head : .get])
    }

    @Test(arguments: [Turn.alone, .shared]) func theWholeOfBytes(turn: Turn) throws {
        for status in [StatusCode.ok, .notFound] {
            let replies = try replies(text(status), "GET", turn: turn)
            #expect(replies.map(\.description) == ["\(status.rawValue) content"])
            #expect(
                replies[0].fields == ["Content-Type: a/b", "ETag: \"1\"", "Content-Length: 7"])
        }
    }

    /// HEAD gets the same fields.
    @Test func withoutContent() throws {
        let (head, get) = (try replies(text(), "HEAD"), try replies(text(), "GET"))
        #expect(head.map(\.description) == ["200 "] && head[0].fields == get[0].fields)
    }

    @Test(arguments: [Turn.alone, .shared]) func theWholeOfAFile(turn: Turn) throws {
        let file = try TemporaryFile(octets("content"))
        let representation = text().with(.file(try file.range(offset: 1, count: 3)))
        #expect(representation.content.count == 3)
        #expect(representation.fields.octets == text().fields.octets)
        let replies = try replies(representation, "GET", turn: turn)
        #expect(replies.map(\.description) == ["200 ont"])
        #expect(replies[0].field("Content-Length") == "3")
    }
}
