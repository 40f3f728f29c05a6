#if !FUZZING
    @testable import HTTPWire
#endif

/// Reads the head of a script's output. `startLine` is status, reason, length, location and type;
/// what follows the head is left unconsumed.
func scriptTranscript(_ pieces: [[UInt8]], _ limits: WireLimits = WireLimits()) -> Transcript {
    var parser = ScriptHeadParser(limits: limits)
    var transcript = Transcript()
    var rest = 0
    drive(pieces + [[]], into: &transcript) { (input) throws(WireError) in
        let step = try parser.next(input)
        rest = input.count - step.consumed
        // After its end the parser would go on to say so; a connection does not ask again.
        return step.event == .end ? Step(consumed: 0, event: .needMoreBytes) : step
    } onStep: { event, _, transcript in
        if event != .head { transcript.violations.append("an event that scripts do not have") }
        transcript.messages.append(Message(parser.head))
        return true
    }
    if transcript.error == nil {
        do throws(WireError) {
            try parser.inputEnded()
            transcript.messages[0].isComplete = true
            transcript.unconsumed = rest
        } catch {
            transcript.error = error
        }
    }
    return transcript
}

extension Message {
    /// What the head of a script's output says.
    init(_ head: ScriptHead) {
        func octets(_ range: Range<Int>?) -> [UInt8]? {
            range.map { Array(head.fields.bytes[$0]) }
        }
        startLine = [
            head.status.map { Array(String($0.rawValue).utf8) }, octets(head.reason),
            head.contentLength.map { Array(String($0).utf8) }, octets(head.location),
            octets(head.contentType),
        ]
        fields = head.fields.listed
    }

    /// The head as the writer writes it.
    func writtenAsScriptHead() throws(WireError) -> [UInt8] {
        var writer = MessageWriter()
        if let code = startLine[0], count(of: "status") == 0 {
            let status = StatusCode(rawValue: UInt16(String(decoding: code, as: UTF8.self)) ?? 0)
            let reason = startLine[1] ?? []
            try writer.statusLine(status, reason: reason.span)
        }
        try write(to: &writer)
        return writer.bytes
    }

    private func count(of name: String) -> Int {
        fields.count { String(decoding: $0.name, as: UTF8.self).lowercased() == name }
    }
}
