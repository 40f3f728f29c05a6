/// Reads the responses to one's own requests from the octets of a connection (RFC 9112).
///
/// Works as `RequestParser` does and shares its parts. `reset(for:)` sets the method of each
/// request, which decides whether a response has content. It is as lenient as RFC 9112 asks of a
/// client and no more: a reason phrase may be missing, folded field lines are unfolded.
/// Contradictory framing is an error here as well: a client that guesses reads the next response
/// from the wrong place.
package struct ResponseParser: Sendable {
    private enum State {
        case beforeHead, statusLine, fields, content, complete
    }

    /// The head of the last response: valid from `.head` (or `.informational`) until the next call
    /// of `reset(for:)`, or until the head that follows an informational one.
    package private(set) var head = ResponseHead()
    /// The trailer section of chunked content: valid from `.end`.
    package private(set) var trailers = FieldSection()

    private let limits: WireLimits
    private var method = Method.get
    private var state = State.beforeHead
    private(set) var scanner = LineScanner()
    private var sectionStart = 0
    private var informationalCount = 0
    private var content = ContentDecoder()
    private var failure: WireError?

    /// A parser at the beginning of a connection, for the response to a GET.
    package init(limits: WireLimits = .client) {
        self.limits = limits
    }

    /// Whether nothing of the response has been seen yet.
    package var isBeforeResponse: Bool { state == .beforeHead && informationalCount == 0 }

    /// Whether the final head is complete and the message is not.
    package var isInContent: Bool { state == .content }

    /// Makes the parser ready for the response to a request with this method, on the same
    /// connection or on another one, and keeps its memory.
    package mutating func reset(for method: Method) {
        self.method = method
        failure = nil
        informationalCount = 0
        trailers.removeAll()
        content.begin(.none, limits)
        beginHead()
    }

    /// The next event. After `.end` only `reset(for:)` makes the parser go on.
    ///
    /// - Parameter input: all octets received and not consumed.
    /// - Returns: an event, and how many octets are done with.
    /// - Throws: the rule that the response broke; from then on always the same.
    package mutating func next(_ input: Span<UInt8>) throws(WireError) -> Step {
        if let failure { throw failure }
        do throws(WireError) {
            return try advance(input)
        } catch {
            failure = error
            throw error
        }
    }

    /// Notes that the peer has closed its side and everything received has been passed to `next`.
    /// Content that ends with the connection is then complete: `next` returns `.end`.
    ///
    /// - Throws: `closedBeforeResponse` when nothing of a response had arrived (a request on a kept
    ///   connection may be repeated then, RFC 9112 section 9.3.1), `truncated` in the middle of
    ///   one.
    package mutating func inputEnded() throws(WireError) {
        if let failure { throw failure }
        switch state {
        case .complete: return
        case .beforeHead where informationalCount == 0: failure = .closedBeforeResponse
        case .content where content.endAtClose(): return
        default: failure = .truncated
        }
        if let failure { throw failure }
    }

    /// How many of the next octets on the connection are content and nothing else, so that a client
    /// may discard that many unseen (`MSG_TRUNC`): the rest of a `Content-Length` or of a chunk,
    /// `Int.max` for content that ends with the connection, nil when something else comes next.
    package var contentRemaining: Int? {
        state == .content ? content.contentRemaining : nil
    }

    /// Counts octets as content that were discarded elsewhere. Only when everything passed to
    /// `next` has been consumed, and at most `contentRemaining` of them.
    package mutating func skipContent(_ count: Int) {
        precondition(state == .content)
        content.skip(count)
    }

    private mutating func advance(_ input: Span<UInt8>) throws(WireError) -> Step {
        switch state {
        case .beforeHead, .statusLine, .fields:
            guard !input.isEmpty else { return Step(consumed: 0, event: .needMoreBytes) }
            return try readHead(input)
        case .content:
            let step = try content.next(input, limits: limits, trailers: &trailers)
            if step.event == .end { state = .complete }
            return step
        case .complete:
            return Step(consumed: 0, event: .end)
        }
    }

    private mutating func beginHead() {
        head.removeAll()
        scanner.restart()
        state = .beforeHead
    }

    private mutating func readHead(_ input: Span<UInt8>) throws(WireError) -> Step {
        if state == .beforeHead {
            beginHead()
            state = .statusLine
        }
        if state == .statusLine {
            let line = try scanner.nextLine(
                in: input, limit: limits.requestLine, tooLong: .statusLineTooLong)
            guard let line else { return Step(consumed: 0, event: .needMoreBytes) }
            try head.readStatusLine(input, line)
            sectionStart = scanner.lineStart
            state = .fields
        }
        let bounds = FieldSectionLimits(
            octets: limits.fieldSectionBytes, lines: limits.fieldLines,
            tooLarge: .fieldSectionTooLarge, tooMany: .tooManyFields, unfolds: true)
        let isComplete = try head.fields.readLines(
            input, from: sectionStart, scanner: &scanner, limits: bounds)
        guard isComplete else { return Step(consumed: 0, event: .needMoreBytes) }
        return try finishHead(input)
    }

    private mutating func finishHead(_ input: Span<UInt8>) throws(WireError) -> Step {
        head.fields.adopt(input, upTo: scanner.lineStart)
        head.fields.blankFolds()
        try head.interpretFields(method, limits)
        guard head.status.isInformational else {
            content.begin(head.framing, limits)
            state = .content
            return Step(consumed: scanner.lineStart, event: .head)
        }
        // This client never asks for another protocol, and what follows a 101 is not HTTP.
        guard head.status != .switchingProtocols else { throw .unexpectedProtocolSwitch }
        informationalCount += 1
        guard informationalCount <= limits.informationalResponses else {
            throw .tooManyInformationalResponses
        }
        state = .beforeHead
        return Step(consumed: scanner.lineStart, event: .informational)
    }
}
