import Testing

@testable import HTTPWire

struct ResponseParserTests {
    @Test("responses are read alike however they are cut", arguments: responseCases)
    func cases(_ row: WireCase) {
        let transcript = readEveryWay(row.input) { responseTranscript($0, to: row.method) }
        // After the last response the connection ends, where another response could have begun.
        var expected = row
        if row.error == nil, transcript.messages.last?.framing != .untilClose {
            expected.error = .closedBeforeResponse
        }
        expect(transcript, expected)
    }

    @Test("what is accepted survives writing and reading", arguments: responseCases)
    func roundTrip(_ row: WireCase) throws {
        let transcript = responseTranscript([row.input], to: row.method)
        for message in transcript.messages where message.isComplete {
            let written = try message.writtenAsResponse()
            #expect(responseTranscript([written], to: row.method).messages == [message])
        }
    }

    @Test("content can be discarded unseen")
    func skipping() throws {
        var parser = ResponseParser()
        let head = octets("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        let nothing: [UInt8] = []
        #expect(parser.contentRemaining == nil)
        #expect(try parser.next(head.span).event == .head)
        #expect(parser.contentRemaining == 1000)
        parser.skipContent(999)
        #expect(parser.contentRemaining == 1)
        #expect(try parser.next(nothing.span).event == .needMoreBytes)
        parser.skipContent(1)
        #expect(parser.contentRemaining == nil)
        #expect(try parser.next(nothing.span).event == .end)
        #expect(parser.contentRemaining == nil)
    }

    @Test("the rest of a chunk can be discarded unseen")
    func skippingChunks() throws {
        var parser = ResponseParser()
        let head = octets("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        let first = octets("10\r\n01")
        let rest = octets("\r\n0\r\n\r\n")
        #expect(try parser.next(head.span).event == .head)
        #expect(parser.contentRemaining == nil)
        #expect(try parser.next(first.span) == Step(consumed: 6, event: .content(4..<6)))
        #expect(parser.contentRemaining == 14)
        parser.skipContent(14)
        #expect(parser.contentRemaining == nil)
        #expect(try parser.next(rest.span) == Step(consumed: 7, event: .end))
    }

    @Test("content that ends with the connection can be discarded without end")
    func skippingUntilClose() throws {
        var parser = ResponseParser()
        let head = octets("HTTP/1.0 200 OK\r\n\r\n")
        let nothing: [UInt8] = []
        #expect(try parser.next(head.span).event == .head)
        #expect(parser.contentRemaining == .max)
        parser.skipContent(1 << 40)
        #expect(parser.contentRemaining == .max)
        try parser.inputEnded()
        #expect(try parser.next(nothing.span).event == .end)
        try parser.inputEnded()
    }

    @Test("after its end a parser waits for the next request")
    func reuse() throws {
        var parser = ResponseParser()
        let response = octets("HTTP/1.1 204 x\r\n\r\n")
        let nothing: [UInt8] = []
        for _ in 0..<3 {
            parser.reset(for: .put)
            #expect(parser.isBeforeResponse && !parser.isInContent)
            #expect(try parser.next(response.span).event == .head)
            #expect(!parser.isBeforeResponse && parser.isInContent)
            #expect(try parser.next(nothing.span).event == .end)
            #expect(try parser.next(response.span) == Step(consumed: 0, event: .end))
        }
        parser.reset(for: .get)
        #expect(throws: WireError.closedBeforeResponse) { try parser.inputEnded() }
        #expect(throws: WireError.closedBeforeResponse) { try parser.next(response.span) }
        parser.reset(for: .get)
        #expect(try parser.next(response.span).event == .head)
    }

    @Test("a head that arrives octet by octet is looked at once")
    func linear() throws {
        let long = String(repeating: "y", count: 3000)
        let head = octets("HTTP/1.1 200 OK\r\nX: \(long)\r\n\(long)\r\n")
        var parser = ResponseParser()
        for count in 1..<head.count {
            guard (try? parser.next(head.span.extracting(..<count))) != nil else { break }
            #expect(parser.scanner.scanned >= count - 1)
        }
    }
}
