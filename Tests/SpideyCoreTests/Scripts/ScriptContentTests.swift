import HTTPWire
import Testing

@testable import HTTPServer
@testable import Sockets
@testable import SpideyCore

/// How a script's content reaches the client: by its length, in chunks, or until the close.
@Suite(.serialized) struct ScriptContentTests {
    struct Case: Sendable {
        var method = "GET"
        var version = "HTTP/1.1"
        let head: String
        var status = 200
        let content: String
        let sent: String
        var keeps = true
        var isWhole = true
    }

    static let cases: [Case] = [
        Case(head: "A: b\n\n", content: "hello", sent: "5\r\nhello\r\n0\r\n\r\n"),
        Case(head: "A: b\n\n", content: "", sent: "0\r\n\r\n"),
        Case(version: "HTTP/1.0", head: "A: b\n\n", content: "hello", sent: "hello", keeps: false),
        Case(head: "Content-Length: 5\n\n", content: "hello", sent: "hello"),
        Case(version: "HTTP/1.0", head: "Content-Length: 5\n\n", content: "hello", sent: "hello"),
        Case(
            head: "Content-Length: 5\n\n", content: "hell", sent: "hell", keeps: false,
            isWhole: false),
        Case(head: "Content-Length: 5\n\n", content: "hello!!", sent: "hello"),
        Case(head: "Content-Length: 0\n\n", content: "x", sent: ""),
        Case(method: "HEAD", head: "A: b\n\n", content: "hello", sent: ""),
        Case(method: "HEAD", head: "Content-Length: 9\n\n", content: "", sent: ""),
        Case(head: "A: b\nStatus: 204\n\n", status: 204, content: "x", sent: ""),
        Case(head: "A: b\nStatus: 304\n\n", status: 304, content: "", sent: ""),
    ]

    /// Written at once, and then in single bytes, which changes only how chunks are cut.
    @Test(arguments: cases, [false, true]) func frames(_ one: Case, inOctets: Bool) throws {
        let fixture = SiteFixture()
        try fixture.write("output", one.head + one.content)
        let command = inOctets ? "dd if=output bs=1 status=none" : "cat output"
        try fixture.write("run", "#!/bin/sh\nexec \(command)\n", mode: 0o755)
        for scheduling in Scheduling.allCases {
            let dialogue = try Dialogue(
                fixture, turn: scheduling.turn, cacheSize: scheduling.cacheSize)
            try dialogue.feed(
                "\(one.method) /run \(one.version)\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
            try dialogue.run { dialogue.connection.process == nil }
            #expect(dialogue.statuses == [one.status])
            let end = try #require(dialogue.text.range(of: "\r\n\r\n"))
            let sent = String(dialogue.text[end.upperBound...])
            #expect((inOctets ? joined(sent, one) : sent) == one.sent)
            #expect(dialogue.isClosed == !one.keeps)
            #expect(dialogue.memory.endedByReset == !one.isWhole)
            try dialogue.reaper.collectAll()
            #expect(dialogue.reaper.isIdle)
        }
    }

    /// The same content in one chunk, if it is in chunks.
    private func joined(_ sent: String, _ one: Case) -> String {
        guard one.sent.hasSuffix("0\r\n\r\n"), !one.content.isEmpty else { return sent }
        var rest = Array(sent.utf8)[...]
        var content: [UInt8] = []
        while let line = rest.firstIndex(of: 0x0d) {
            let size = Int(String(decoding: rest[..<line], as: UTF8.self), radix: 16) ?? 0
            content += rest[(line + 2)...].prefix(size)
            rest = rest[(line + 2)...].dropFirst(size + 2)
        }
        return "\(content.count)\r\n\(String(decoding: content, as: UTF8.self))\r\n0\r\n\r\n"
    }
}
