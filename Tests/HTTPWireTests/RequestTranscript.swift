#if !FUZZING
    @testable import HTTPWire
#endif

/// Reads all requests in the input.
func requestTranscript(_ pieces: [[UInt8]], _ limits: WireLimits = WireLimits()) -> Transcript {
    var parser = RequestParser(limits: limits)
    var transcript = Transcript()
    drive(pieces, into: &transcript) { (input) throws(WireError) in
        try parser.next(input)
    } onStep: { event, content, transcript in
        switch event {
        case .head:
            transcript.messages.append(Message(parser.head))
        case .content:
            transcript.messages[transcript.messages.count - 1].content += content
        case .end:
            transcript.messages[transcript.messages.count - 1].trailers = parser.trailers.listed
            transcript.messages[transcript.messages.count - 1].isComplete = true
            if !parser.isBetweenMessages { transcript.violations.append("not between messages") }
        case .informational, .needMoreBytes:
            transcript.violations.append("an event that requests do not have")
        }
        return true
    }
    return transcript
}

extension Message {
    /// What a request's head says.
    init(_ head: RequestHead) {
        func octets(_ range: Range<Int>?) -> [UInt8]? {
            range.map { Array(head.fields.bytes[$0]) }
        }
        startLine = [
            octets(head.methodRange), octets(head.target), octets(head.path), octets(head.query),
            octets(head.authority),
        ]
        version = head.version
        fields = head.fields.listed
        framing = head.framing
        isPersistent = head.isPersistent
        expectation = head.expectation
    }

    /// A request as the writer writes it; what a parser makes of it has to equal this message.
    func writtenAsRequest() throws(WireError) -> [UInt8] {
        var writer = MessageWriter()
        let (method, target) = (startLine[0] ?? [], startLine[1] ?? [])
        try writer.requestLine(method: method.span, target: target.span, version: version)
        try write(to: &writer)
        return writer.bytes
    }

    /// Fields, content and trailers.
    func write(to writer: inout MessageWriter) throws(WireError) {
        for field in fields { try writer.field(name: field.name, value: field.value) }
        writer.endOfFields()
        guard framing == .chunked else {
            writer.bytes += content
            return
        }
        let half = content.count / 2
        writer.chunk(content.span.extracting(..<half))
        writer.chunk(content.span.extracting(half...))
        writer.lastChunkBeforeTrailers()
        for field in trailers { try writer.field(name: field.name, value: field.value) }
        writer.endOfFields()
    }
}
