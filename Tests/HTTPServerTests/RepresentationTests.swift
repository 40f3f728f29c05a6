import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// Content with its metadata, and the response that it makes.
@Suite struct RepresentationTests {
    private let request = Request(head: RequestHead(), client: .loopback(.ipv4, port: 9))

    private func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func fieldsInTheirOrder() {
        var additional = ResponseFields()
        additional.append("X-Y", "z")
        var caching = ResponseFields()
        caching.append("Cache-Control", "no-cache")
        let full = Representation(
            type: octets("text/plain"), coding: "gzip",
            validators: Validators(etag: EntityTag(octets("1")), lastModified: 784_111_777),
            acceptsRanges: true, additional: additional, caching: caching, content: .bytes([]),
            step: "Handle File")
        #expect(
            String(decoding: full.fields.octets, as: UTF8.self) == """
                Content-Type: text/plain\r\nContent-Encoding: gzip\r\nX-Y: z\r\n\
                Accept-Ranges: bytes\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n\
                ETag: "1"\r\nCache-Control: no-cache\r\n
                """)
        let least = Representation(
            type: octets("a/b"), additional: ResponseFields(), content: .bytes([]),
            step: "Handle File")
        #expect(String(decoding: least.fields.octets, as: UTF8.self) == "Content-Type: a/b\r\n")
    }

    @Test func theWholeOfBytes() {
        let representation = Representation(
            status: .notFound, type: octets("a/b"), additional: ResponseFields(),
            content: .bytes(octets("gone")), step: "Handle Error")
        #expect(representation.content.count == 4)
        guard case .representation(let whole) = representation.answer(to: request) else {
            Issue.record("not the whole")
            return
        }
        #expect(whole === representation)
        let head = String(decoding: whole.headEnd, as: UTF8.self)
        #expect(head == "Content-Type: a/b\r\nContent-Length: 4\r\n\r\n")
        let shorter = whole.with(.bytes(octets("go")))
        #expect(String(decoding: shorter.headEnd, as: UTF8.self).contains("Content-Length: 2\r\n"))
    }

    @Test func theWholeOfAFile() throws {
        let file = try TemporaryFile(octets("content"))
        let range = try file.range(offset: 1, count: 3)
        let representation = Representation(
            type: octets("a/b"), additional: ResponseFields(), content: .file(range),
            step: "Handle File")
        #expect(representation.content.count == 3)
        guard case .representation(let whole) = representation.answer(to: request),
            case .file(let sent) = whole.content
        else {
            Issue.record("no file")
            return
        }
        #expect(sent.file === range.file && sent.offset == 1)
    }

    // MARK: Over a connection

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

    /// GET gets the content, HEAD the same fields without it.
    @Test(arguments: [Turn.alone, .shared]) func transferred(turn: Turn) throws {
        let file = try TemporaryFile(octets("a content"))
        for content in [
            Representation.Content.bytes(octets("content")), .file(try file.range(offset: 2)),
        ] {
            let representation = Representation(
                status: .notFound, type: octets("a/b"),
                validators: Validators(etag: EntityTag(octets("1"))),
                additional: ResponseFields(), content: content, step: "Handle Error")
            let get = try replies(representation, "GET", turn: turn)
            #expect(get.map(\.description) == ["404 content"])
            #expect(get[0].fields == ["Content-Type: a/b", "ETag: \"1\"", "Content-Length: 7"])
            let head = try replies(representation, "HEAD", turn: turn)
            #expect(head.map(\.description) == ["404 "] && head[0].fields == get[0].fields)
        }
    }
}
