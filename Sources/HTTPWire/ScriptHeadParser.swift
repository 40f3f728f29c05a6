/// Reads the head of a script's output (RFC 3875 section 6), up to and including its empty line.
///
/// Lines end with LF or CRLF. A status line in front of the fields is accepted, because scripts in
/// the wild, those of the assignment among them, write whole responses. Everything else is as
/// strict as a request: what a script passes on from its input must not become a field of the
/// response.
package struct ScriptHeadParser: Sendable {
    /// The head: valid from `.head`.
    package private(set) var head = ScriptHead()

    private let limits: WireLimits
    private(set) var scanner = LineScanner()
    private var isPastFirstLine = false
    private var isComplete = false
    private var failure: WireError?

    /// A parser for the output of one script. A whole head is bounded by the limits of a field
    /// section.
    package init(limits: WireLimits = WireLimits()) {
        self.limits = limits
    }

    /// Makes the parser ready for another script's output and keeps its memory.
    package mutating func reset() {
        head.removeAll()
        scanner.restart()
        (isPastFirstLine, isComplete, failure) = (false, false, nil)
    }

    /// The next event: `.needMoreBytes`, or `.head` once the head is complete; what was not
    /// consumed is content then, and calling again says `.end`.
    ///
    /// - Parameter input: all output received so far, from its first octet.
    /// - Returns: an event, and how many octets are done with.
    /// - Throws: `scriptHeadTooLarge`, or `malformedScriptHead` for everything else that is wrong,
    ///   a head without any field included.
    package mutating func next(_ input: Span<UInt8>) throws(WireError) -> Step {
        if let failure { throw failure }
        if isComplete { return Step(consumed: 0, event: .end) }
        do throws(WireError) {
            return try advance(input)
        } catch {
            // Other errors speak of the request, and this one is the script's fault.
            let reported: WireError =
                error == .scriptHeadTooLarge ? .scriptHeadTooLarge : .malformedScriptHead
            failure = reported
            throw reported
        }
    }

    /// Notes the end of the output.
    ///
    /// - Throws: `scriptHeadTruncated` when the head was not complete.
    package mutating func inputEnded() throws(WireError) {
        if let failure { throw failure }
        guard isComplete else {
            failure = .scriptHeadTruncated
            throw .scriptHeadTruncated
        }
    }

    private mutating func advance(_ input: Span<UInt8>) throws(WireError) -> Step {
        let limit = limits.fieldSectionBytes
        while true {
            let line = try scanner.nextScriptLine(
                in: input, limit: limit, tooLong: .scriptHeadTooLarge)
            guard let line else { return Step(consumed: 0, event: .needMoreBytes) }
            if line.isEmpty { return try finish(input) }
            try readLine(input, line)
        }
    }

    private mutating func readLine(_ input: Span<UInt8>, _ line: Range<Int>) throws(WireError) {
        let isFirst = !isPastFirstLine
        isPastFirstLine = true
        if isFirst, line.count > 5, input.matches(line.lowerBound..<line.lowerBound + 5, "HTTP/") {
            return try head.readStatusLine(input, line)
        }
        guard head.fields.lines.count < limits.fieldLines else { throw .scriptHeadTooLarge }
        try head.fields.appendLine(input, line)
    }

    private mutating func finish(_ input: Span<UInt8>) throws(WireError) -> Step {
        guard !head.fields.lines.isEmpty else { throw .malformedScriptHead }
        head.fields.adopt(input, upTo: scanner.lineStart)
        try head.interpretFields()
        isComplete = true
        return Step(consumed: scanner.lineStart, event: .head)
    }
}
