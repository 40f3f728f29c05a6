#if !FUZZING
    @testable import HTTPWire
#endif

/// Reads all responses in the input, each to a request with this method, up to the connection's
/// end.
func responseTranscript(
    _ pieces: [[UInt8]], to method: Method, _ limits: WireLimits = .client
) -> Transcript {
    var parser = ResponseParser(limits: limits)
    parser.reset(for: method)
    var transcript = Transcript()
    let onStep = { (event: Event, content: [UInt8], transcript: inout Transcript) in
        let last = transcript.messages.count - 1
        switch event {
        case .informational, .head:
            transcript.messages.append(Message(parser.head))
            if event == .informational { transcript.messages[last + 1].isComplete = true }
        case .content:
            transcript.messages[last].content += content
        case .end:
            transcript.messages[last].trailers = parser.trailers.listed
            transcript.messages[last].isComplete = true
            parser.reset(for: method)
        case .needMoreBytes: break
        }
        return true
    }
    drive(pieces, into: &transcript) { (input) throws(WireError) in
        try parser.next(input)
    } onStep: {
        onStep($0, $1, &$2)
    }
    if transcript.error == nil { end(&parser, &transcript) }
    return transcript
}

/// Closes the connection.
private func end(_ parser: inout ResponseParser, _ transcript: inout Transcript) {
    let nothing: [UInt8] = []
    do throws(WireError) {
        try parser.inputEnded()
        guard try parser.next(nothing.span).event == .end else {
            transcript.violations.append("no end after the end")
            return
        }
        transcript.messages[transcript.messages.count - 1].isComplete = true
    } catch {
        transcript.error = error
    }
}

extension Message {
    /// What a response's head says.
    init(_ head: ResponseHead) {
        startLine = [
            Array(String(head.status.rawValue).utf8), Array(head.fields.bytes[head.reason]),
        ]
        version = head.version
        fields = head.fields.listed
        framing = head.framing
        isPersistent = head.isPersistent
    }

    /// A response as the writer writes it; what a parser makes of it has to equal this message.
    func writtenAsResponse() throws(WireError) -> [UInt8] {
        var writer = MessageWriter()
        let code = UInt16(String(decoding: startLine[0] ?? [], as: UTF8.self)) ?? 0
        let reason = startLine[1] ?? []
        try writer.statusLine(
            StatusCode(rawValue: code), version: version, reason: reason.span)
        try write(to: &writer)
        return writer.bytes
    }
}
