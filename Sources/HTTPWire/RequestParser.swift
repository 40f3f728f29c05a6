/// Reads requests from the octets of a connection, one after another (RFC 9112).
///
/// The parser holds no input. It is given everything that has been received and not been consumed
/// yet, returns the next event, and remembers how far it has scanned, so that a head which arrives
/// octet by octet costs no more than one that arrives at once. However the input is cut, the events
/// are the same (content may come in other pieces). After an error the parser repeats that error
/// for ever: where the next message would begin is not known.
///
/// Not copyable: reading a property of a parser that a class holds would copy the whole of it, half
/// of the reference counting of a request.
package struct RequestParser: ~Copyable, Sendable {
    private enum State {
        case betweenMessages, requestLine, fields, content
    }

    /// The head of the current request: valid from `.head` until the next request begins.
    package private(set) var head = RequestHead()
    /// The trailer section of chunked content: valid from `.end` until the next request begins. It
    /// is never merged into the head (RFC 9110 section 6.5.1).
    package private(set) var trailers = FieldSection()

    private let limits: WireLimits
    private var state = State.betweenMessages
    private(set) var scanner = LineScanner()
    private var sectionStart = 0
    private var emptyLines = 0
    private var content = ContentDecoder()
    private var failure: WireError?

    /// A parser at the beginning of a connection.
    package init(limits: WireLimits = WireLimits()) {
        self.limits = limits
    }

    /// Whether nothing of the next request has been seen yet, so that a connection is idle rather
    /// than slow. Empty lines in front of a request are nothing.
    package var isBetweenMessages: Bool { state == .betweenMessages }

    /// Empty lines seen in front of the next request.
    var leadingEmptyLines: Int { emptyLines }

    /// Whether a head is complete and its message is not, so that content or `.end` comes next.
    package var isInContent: Bool { state == .content }

    /// Whether the input broke a rule, so that nothing more can be read.
    package var hasFailed: Bool { failure != nil }

    /// Ends a request whose head, just read, announced no content, without an event.
    package mutating func endWithoutContent() {
        precondition(state == .content)
        state = .betweenMessages
    }

    /// Exchanges the current head for another one, whose memory the next request will use.
    package mutating func exchangeHead(_ other: inout RequestHead) { swap(&head, &other) }

    /// Makes the parser ready for another connection and keeps its memory.
    package mutating func reset() {
        emptyLines = 0
        // What the last request left is dropped when the next one begins.
        guard state != .betweenMessages || failure != nil else { return }
        beginMessage()
        state = .betweenMessages
        failure = nil
    }

    /// The next event.
    ///
    /// - Parameter input: all octets received and not consumed. `Step.consumed` of them are done
    ///   with after the call; of an incomplete head that is nothing but empty lines in front of it.
    /// - Returns: an event, and how many octets are done with.
    /// - Throws: the rule that the request broke; from then on always the same.
    package mutating func next(_ input: Span<UInt8>) throws(WireError) -> Step {
        if let failure { throw failure }
        do throws(WireError) {
            return try advance(input)
        } catch {
            failure = error
            throw error
        }
    }

    private mutating func advance(_ input: Span<UInt8>) throws(WireError) -> Step {
        switch state {
        case .betweenMessages:
            let start = try skipEmptyLines(input)
            guard start < input.count, input[start] != .carriageReturn else {
                return Step(consumed: start, event: .needMoreBytes)
            }
            beginMessage()
            return try readHead(input.extracting(start...)).shifted(by: start)
        case .requestLine, .fields:
            return try readHead(input)
        case .content:
            let step = try content.next(input, limits: limits, trailers: &trailers)
            if step.event == .end { state = .betweenMessages }
            return step
        }
    }

    /// Empty lines in front of a request, which some clients send after content (RFC 9112 section
    /// 2.2).
    ///
    /// - Returns: where something else begins, possibly with the CR of another empty line.
    private mutating func skipEmptyLines(_ input: Span<UInt8>) throws(WireError) -> Int {
        var position = 0
        while position < input.count, input[position] == .carriageReturn {
            guard emptyLines < limits.leadingEmptyLines else { throw .tooManyEmptyLines }
            guard position + 1 < input.count else { return position }
            guard input[position + 1] == .lineFeed else { throw .bareCarriageReturn }
            emptyLines += 1
            position += 2
        }
        return position
    }

    private mutating func beginMessage() {
        head.removeAll()
        trailers.removeAll()
        scanner.restart()
        emptyLines = 0
        state = .requestLine
    }

    /// Reads on in a head that begins with the input.
    private mutating func readHead(_ input: Span<UInt8>) throws(WireError) -> Step {
        if state == .requestLine {
            guard try readRequestLine(input) else {
                return Step(consumed: 0, event: .needMoreBytes)
            }
        }
        let bounds = FieldSectionLimits(
            octets: limits.fieldSectionBytes, lines: limits.fieldLines,
            tooLarge: .fieldSectionTooLarge, tooMany: .tooManyFields)
        let isComplete = try head.fields.readLines(
            input, from: sectionStart, scanner: &scanner, limits: bounds)
        guard isComplete else { return Step(consumed: 0, event: .needMoreBytes) }
        head.fields.adopt(input, upTo: scanner.lineStart)
        try head.interpretFields(limits)
        content.begin(head.framing, limits)
        state = .content
        return Step(consumed: scanner.lineStart, event: .head)
    }

    private mutating func readRequestLine(_ input: Span<UInt8>) throws(WireError) -> Bool {
        // An octet that cannot begin a method is refused at once; otherwise a TLS ClientHello would
        // leave the parser waiting for more.
        guard !input.isEmpty else { return false }
        guard ByteSet.token.contains(input[0]) else {
            throw input[0] == .lineFeed ? .bareLineFeed : .malformedRequestLine
        }
        let line = try scanner.nextLine(
            in: input, limit: limits.requestLine, tooLong: .requestLineTooLong)
        guard let line else { return false }
        try head.readRequestLine(input, line)
        sectionStart = scanner.lineStart
        state = .fields
        return true
    }
}
