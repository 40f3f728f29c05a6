import Testing

@testable import HTTPWire

/// Heads of scripts' output. Summaries begin with status, reason, length, location and type.
private let scriptCases: [WireCase] = [
    WireCase(
        "type", "Content-Type: text/plain\r\n\r\nhello",
        gives: script("- - - - text/plain", "Content-Type=text/plain"),
        unconsumed: 5),
    WireCase(
        "LF only", "Content-Type: text/plain\n\nhello\n",
        gives: script("- - - - text/plain", "Content-Type=text/plain"),
        unconsumed: 6),
    WireCase(
        "LF and CRLF", "A: b\nC: d\r\n\n\r\n", gives: script("- - - - -", "A=b;C=d"),
        unconsumed: 2),
    WireCase("CRLF and LF", "A: b\r\n\n", gives: script("- - - - -", "A=b")),
    WireCase(
        "status", "Status: 404 Not Found\n\n",
        gives: script("404 Not Found - - -", "Status=404 Not Found")),
    WireCase("status without reason", "status:404\n\n", gives: script("404  - - -", "status=404")),
    WireCase(
        "a document's length", "Content-Length: 5\nX: y\n\n", gives: script("- - 5 - -", "X=y")),
    WireCase("a redirect", "Location: /x y\n\n", gives: script("- - - /x y -", "Location=/x y")),
    WireCase(
        "a whole response", "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n",
        gives: script("200 OK - - text/html", "Content-Type=text/html")),
    WireCase(
        "a whole response, LF only", "HTTP/1.1 201\nA: b\n\n", gives: script("201  - - -", "A=b")),
    WireCase(
        "Status outranks the status line", "HTTP/1.1 200 OK\nStatus: 404 No\n\n",
        gives: script("404 No - - -", "Status=404 No")),
    WireCase(
        "Transfer-Encoding is a field like others", "Transfer-Encoding: chunked\nA: b\n\n",
        gives: script("- - - - -", "A=b")),
    WireCase("nothing", "", fails: .scriptHeadTruncated),
    WireCase("no empty line", "A: b\n", fails: .scriptHeadTruncated),
    WireCase("an open CR", "A: b\n\r", fails: .scriptHeadTruncated),
    WireCase("no field", "\n", fails: .malformedScriptHead),
    WireCase("no field, CRLF", "\r\n\r\nhello", fails: .malformedScriptHead),
    WireCase("a status line and no field", "HTTP/1.0 200 OK\n\nhello", fails: .malformedScriptHead),
    WireCase("no head", "<html>\nhello\n\n", fails: .malformedScriptHead),
    WireCase("a binary", "\u{7F}ELF", fails: .malformedScriptHead),
    WireCase("CR in a value", "A: b\rc\n\n", fails: .malformedScriptHead),
    WireCase("CR CR LF", "A: b\r\r\n\n", fails: .malformedScriptHead),
    WireCase("NUL", "A: b\u{00}\n\n", fails: .malformedScriptHead),
    WireCase("a space before the colon", "A : b\n\n", fails: .malformedScriptHead),
    WireCase("folded", "A: b\n c\n\n", fails: .malformedScriptHead),
    WireCase("no name", ": b\n\n", fails: .malformedScriptHead),
    WireCase("a bad status line", "HTTP/1.1 OK\nA: b\n\n", fails: .malformedScriptHead),
    WireCase("another protocol's status line", "HTTP/2 200\nA: b\n\n", fails: .malformedScriptHead),
    WireCase(
        "a status line in the middle", "A: b\nHTTP/1.1 200 OK\n\n", fails: .malformedScriptHead),
    WireCase("a bad status", "Status: OK\n\n", fails: .malformedScriptHead),
    WireCase("an empty status", "Status:\n\n", fails: .malformedScriptHead),
    WireCase("a status with four digits", "Status: 2000\n\n", fails: .malformedScriptHead),
    WireCase("two statuses", "Status: 200\nStatus: 200\n\n", fails: .malformedScriptHead),
    WireCase("a bad length", "Content-Length: +5\n\n", fails: .malformedScriptHead),
    WireCase(
        "an endless length", "Content-Length: 99999999999999999999\n\n", fails: .malformedScriptHead
    ),
    WireCase(
        "two lengths", "Content-Length: 5\nContent-Length: 5\n\n", fails: .malformedScriptHead),
    WireCase("two types", "Content-Type: a/b\nContent-Type: a/b\n\n", fails: .malformedScriptHead),
    WireCase("two locations", "Location: /a\nLocation: /b\n\n", fails: .malformedScriptHead),
    WireCase("an empty location", "Location:\n\n", fails: .malformedScriptHead),
]

private func script(_ start: String, _ fields: String) -> String {
    "\(start) | 1.1 | none | closes | fields \(fields)"
}

struct ScriptHeadParserTests {
    @Test("heads are read alike however they are cut", arguments: scriptCases)
    func cases(_ row: WireCase) {
        expect(readEveryWay(row.input) { scriptTranscript($0) }, row)
    }

    @Test("what is accepted survives writing and reading", arguments: scriptCases)
    func roundTrip(_ row: WireCase) throws {
        for message in scriptTranscript([row.input]).messages where message.isComplete {
            let written = try message.writtenAsScriptHead()
            #expect(scriptTranscript([written]).messages == [message])
        }
    }

    @Test("an endless head is refused at its limit")
    func limits() {
        var limits = WireLimits()
        limits.fieldSectionBytes = 10
        limits.fieldLines = 2
        func outcome(_ input: String) -> WireError? {
            readEveryWay(octets(input)) { scriptTranscript($0, limits) }.error
        }
        #expect(outcome("A: 34567\n\n") == nil)
        #expect(outcome("A: 3456789\n\n") == .scriptHeadTooLarge)
        #expect(outcome("A: 34567890") == .scriptHeadTooLarge)
        #expect(outcome("A:\nB:\n\n") == nil)
        #expect(outcome("A:\nB:\nC:\n\n") == .scriptHeadTooLarge)
    }

    @Test("a script's faults are a bad gateway's, not the client's")
    func statuses() {
        for error in [WireError.malformedScriptHead, .scriptHeadTooLarge, .scriptHeadTruncated] {
            #expect(error.status == .badGateway)
        }
    }

    @Test("a parser can be used for another script")
    func reset() throws {
        var parser = ScriptHeadParser()
        let first = octets("Status: 404\n\nx")
        let second = octets("A: b\n\n")
        #expect(try parser.next(first.span) == Step(consumed: 13, event: .head))
        #expect(parser.head.status == .notFound)
        try parser.inputEnded()
        parser.reset()
        #expect(try parser.next(second.span).event == .head)
        #expect(parser.head.status == nil)
    }
}
