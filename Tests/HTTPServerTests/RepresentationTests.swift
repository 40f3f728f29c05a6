import HTTPWire
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

    @Test func theWholeOfBytes() {
        let representation = Representation(
            status: .notFound, type: octets("a/b"), additional: ResponseFields(),
            content: .bytes(octets("gone")), step: "Handle Error")
        #expect(representation.content.count == 4)
        let response = representation.response(to: request)
        let (status, fields) = (response.status, response.fields.octets)
        #expect(status == .notFound && fields == representation.fields.octets)
        switch response.content {
        case .bytes(let bytes): #expect(bytes == octets("gone"))
        default: Issue.record("no bytes")
        }
    }

    @Test func theWholeOfAFile() throws {
        let file = try TemporaryFile(octets("content"))
        let range = try file.range(offset: 1, count: 3)
        let representation = Representation(
            type: octets("a/b"), additional: ResponseFields(), content: .file(range),
            step: "Handle File")
        #expect(representation.content.count == 3)
        switch representation.response(to: request).content {
        case .file(let sent): #expect(sent.file === range.file && sent.offset == 1)
        default: Issue.record("no file")
        }
    }
}
