import HTTPWire
import Testing

@testable import HTTPServer
@testable import SpideyCore

/// From what a script writes to the head of a response.
@Suite struct ScriptHeadReaderTests {
    private let fixture = SiteFixture()

    struct Case: Sendable, CustomTestStringConvertible {
        let output: String
        var status: UInt16 = 200
        var reason: String?
        var fields = ""
        var length: Int?
        var rest = ""

        var testDescription: String { output.debugDescription }
    }

    static let cases: [Case] = [
        Case(output: "A: b\n\n", fields: "A: b\r\n"),
        Case(output: "A: b\r\n\r\n", fields: "A: b\r\n"),
        Case(output: "A:b\nC: d\nA: e\n\nrest", fields: "A: b\r\nC: d\r\nA: e\r\n", rest: "rest"),
        Case(output: "Content-Length: 5\n\nhello", length: 5, rest: "hello"),
        Case(output: "Content-Length: 5\n\nhell", length: 5, rest: "hell"),
        Case(output: "Status: 201\nA: b\n\n", status: 201, reason: "", fields: "A: b\r\n"),
        Case(output: "Status: 404 Not Here\n\nx", status: 404, reason: "Not Here", rest: "x"),
        Case(
            output: "HTTP/1.1 404 Gone\nA: b\n\n", status: 404, reason: "Gone", fields: "A: b\r\n"),
        Case(output: "HTTP/1.0 500 x\nStatus: 201 y\n\n", status: 201, reason: "y"),
        Case(output: "Location: /x\n\n", status: 302, fields: "Location: /x\r\n"),
        Case(
            output: "Location: /x\nStatus: 301 Moved\n\n", status: 301, reason: "Moved",
            fields: "Location: /x\r\n"),
        Case(output: "Status: 599 Last\n\n", status: 599, reason: "Last"),
        Case(
            output: "Status: 304\nETag: \"x\"\n\n", status: 304, reason: "",
            fields: "ETag: \"x\"\r\n"),
        // What says how the message travels, and what every response has, is the server's business.
        Case(
            output: "Connection: evil\nDate: never\nServer: me\nTransfer-Encoding: chunked\n"
                + "Keep-Alive: x\nUpgrade: x\nTrailer: x\nTE: x\nProxy-Connection: x\nA: b\n\n",
            fields: "A: b\r\n"),
        Case(output: "A: b\n\n\nrest\n", fields: "A: b\r\n", rest: "\nrest\n"),
    ]

    /// Whole, and octet by octet up to the end of the head.
    @Test(arguments: cases) func reads(_ one: Case) throws {
        let output = Array(one.output.utf8)
        let site = try fixture.site()
        let whole = try ScriptHeadReader(site: site).read(output.span, limits: WireLimits())
        check(try #require(whole), one, rest: one.rest)

        let reader = ScriptHeadReader(site: site)
        var found: ProcessHead?
        var used = 0
        while found == nil, used < output.count {
            found = try reader.read([output[used]].span, limits: WireLimits())
            used += 1
        }
        check(try #require(found), one, rest: "")
        #expect(output[used...].elementsEqual(one.rest.utf8))
    }

    private func check(_ head: ProcessHead, _ one: Case, rest: String) {
        #expect(head.status.rawValue == one.status)
        #expect(head.reason.map { String(decoding: $0, as: UTF8.self) } == one.reason)
        #expect(String(decoding: head.fields.octets, as: UTF8.self) == one.fields)
        #expect(head.contentLength == one.length)
        #expect(String(decoding: head.rest, as: UTF8.self) == rest)
    }

    @Test(arguments: [
        "\n", "no colon\n\n", "A : b\n\n", "A: b\rc\n\n", "Status: abc\n\n", "Status: 99\n\n",
        "Content-Length: 1\nContent-Length: 2\n\n", "Content-Length: -1\n\n",
        "Status: 100 Continue\n\n", "Status: 101 x\n\n", "Status: 199\n\n", "Status: 600\n\n",
        "HTTP/1.1 103 x\nA: b\n\n", "Location: /a\nLocation: /b\n\n", "A: b\rSet-Cookie: c\n\n",
    ])
    func refusesBadHeads(output: String) throws {
        let bytes = Array(output.utf8)
        let site = try fixture.site()
        #expect(throws: WireError.malformedScriptHead) {
            _ = try ScriptHeadReader(site: site).read(bytes.span, limits: WireLimits())
        }
        #expect(throws: WireError.malformedScriptHead) {
            let reader = ScriptHeadReader(site: site)
            for byte in bytes { _ = try reader.read([byte].span, limits: WireLimits()) }
        }
    }

    @Test func headsAreBounded() throws {
        let reader = ScriptHeadReader(site: try fixture.site())
        let line = Array("A: \(String(repeating: "x", count: 1000))\n".utf8)
        #expect(throws: WireError.scriptHeadTooLarge) {
            for _ in 0..<100 { _ = try reader.read(line.span, limits: WireLimits()) }
        }
        // The limits are those of the connection.
        let narrow = ScriptHeadReader(site: try fixture.site())
        var limits = WireLimits()
        limits.fieldSectionBytes = 500
        #expect(throws: WireError.scriptHeadTooLarge) {
            _ = try narrow.read(line.span, limits: limits)
        }
    }
}
