import Testing

@testable import HTTPWire

private let requestCases =
    requestLineCases + requestHostCases + requestFieldCases + requestFramingCases
    + requestChunkCases

struct RequestParserTests {
    @Test("requests are read alike however they are cut", arguments: requestCases)
    func cases(_ row: WireCase) {
        expect(readEveryWay(row.input) { requestTranscript($0) }, row)
    }

    @Test("what is accepted survives writing and reading", arguments: requestCases)
    func roundTrip(_ row: WireCase) throws {
        for message in requestTranscript([row.input]).messages where message.isComplete {
            let written = try message.writtenAsRequest()
            #expect(requestTranscript([written]).messages == [message])
        }
    }

    @Test("each refusal has the status that RFC 9110 and 9112 ask for")
    func statuses() {
        let statuses: [(WireError, StatusCode)] = [
            (.malformedRequestLine, .badRequest), (.missingHost, .badRequest),
            (.contentLengthWithTransferEncoding, .badRequest), (.malformedChunk, .badRequest),
            (.requestLineTooLong, .uriTooLong), (.contentTooLong, .contentTooLarge),
            (.fieldSectionTooLarge, .requestHeaderFieldsTooLarge),
            (.tooManyFields, .requestHeaderFieldsTooLarge),
            (.unsupportedTransferCoding, .notImplemented),
            (.unsupportedVersion, .httpVersionNotSupported),
        ]
        for (error, status) in statuses { #expect(error.status == status) }
    }

    @Test("a head that arrives octet by octet is looked at once")
    func linear() throws {
        let head = octets(get("Host: a", "X: " + String(repeating: "y", count: 3000), "Z: z"))
        var parser = RequestParser()
        var looked = 0
        for count in 1..<head.count {
            let before = parser.scanner.scanned
            #expect(try parser.next(head.span.extracting(..<count)).event == .needMoreBytes)
            // A CR at the end is looked at again, together with what follows it.
            let scanned = parser.scanner.scanned
            #expect(scanned >= count - 1)
            looked += parser.scanner.scanned - before
        }
        #expect(looked <= head.count)
        let step = try parser.next(head.span)
        #expect(step == Step(consumed: head.count, event: .head))
    }

    @Test("chunk lines and trailers that arrive octet by octet are not consumed piecemeal")
    func chunkLines() throws {
        let line = octets("1;a=" + String(repeating: "b", count: 1000) + "\r\nx")
        var parser = RequestParser()
        let head = octets(chunked(""))
        #expect(try parser.next(head.span).event == .head)
        for count in 1..<line.count {
            let step = try parser.next(line.span.extracting(..<count))
            #expect(step.event == .needMoreBytes)
            #expect(step.consumed == (count < line.count - 1 ? 0 : count))
        }
    }

    private func phase(of parser: borrowing RequestParser) -> String {
        switch (parser.isBetweenMessages, parser.isInContent) {
        case (true, false): "between messages"
        case (false, true): "content"
        case (false, false): "head"
        case (true, true): "contradiction"
        }
    }

    @Test("a connection knows whether it is idle or within a message")
    func phases() throws {
        var parser = RequestParser()
        let request = octets(post("Content-Length: 1", content: "x"))
        #expect(phase(of: parser) == "between messages")
        _ = try parser.next(octets("\r\n\r").span)
        #expect(phase(of: parser) == "between messages")
        #expect(try parser.next(request.span.extracting(..<1)).event == .needMoreBytes)
        #expect(phase(of: parser) == "head")
        let head = try parser.next(request.span)
        #expect(head.event == .head)
        #expect(phase(of: parser) == "content")
        let rest = request.span.extracting(head.consumed...)
        #expect(try parser.next(rest) == Step(consumed: 1, event: .content(0..<1)))
        #expect(phase(of: parser) == "content")
        #expect(try parser.next(rest.extracting(1...)) == Step(consumed: 0, event: .end))
        #expect(phase(of: parser) == "between messages")
    }

    @Test("a parser forgets an error only when it is reset")
    func reset() throws {
        var parser = RequestParser()
        let bad = octets("\n")
        let good = octets(get("Host: a"))
        #expect(throws: WireError.bareLineFeed) { try parser.next(bad.span) }
        #expect(throws: WireError.bareLineFeed) { try parser.next(good.span) }
        parser.reset()
        #expect(try parser.next(good.span).event == .head)
        let head = parser.head
        #expect(head.string(head.methodRange) == "GET")
    }

    @Test("100-continue is only expected where there is content to hold back")
    func expectation() throws {
        for (fields, expects) in [
            ("Content-Length: 1", true), ("Content-Length: 0", false), ("X: y", false),
            ("Transfer-Encoding: chunked", true),
        ] {
            var parser = RequestParser()
            let input = octets(post("Expect: 100-continue", fields))
            #expect(try parser.next(input.span).event == .head)
            let head = parser.head
            #expect(head.expectsContinue == expects)
        }
    }

    @Test("methods are recognised by their exact spelling")
    func methods() {
        let known: [(String, HTTPWire.Method)] = [
            ("GET", .get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("DELETE", .delete),
            ("CONNECT", .connect), ("OPTIONS", .options), ("TRACE", .trace), ("PATCH", .patch),
            ("Get", .other), ("GETS", .other), ("G", .other), ("PIT", .other), ("HEAP", .other),
        ]
        for (name, method) in known {
            let octets = octets(name)
            #expect(Method(octets.span, 0..<octets.count) == method)
        }
    }
}
