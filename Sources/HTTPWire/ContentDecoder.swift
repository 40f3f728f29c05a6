/// Finds content, its end and the trailer section in the octets after a head; the same for requests
/// and responses.
///
/// Chunked content is as strict as heads are (RFC 9112 section 7.1): CRLF only, no whitespace
/// around the size, and every part bounded, because lenient chunk lines are how requests are
/// smuggled.
struct ContentDecoder: Sendable {
    private enum State: Equatable {
        case finished
        case length(remaining: Int)
        case untilClose
        case chunkLine
        case chunkData(remaining: Int)
        case chunkTerminator
        case trailers
    }

    private var state = State.finished
    private var scanner = LineScanner()
    /// The most octets of content still allowed in chunks, or until the connection closes.
    private var contentBudget = 0
    private var extensionBudget = 0

    /// Prepares for the content of a message with this framing.
    mutating func begin(_ framing: ContentFraming, _ limits: WireLimits) {
        contentBudget = limits.content
        extensionBudget = limits.chunkExtensionBytes
        scanner.restart()
        switch framing {
        case .none: state = .finished
        case .length(let length): state = .length(remaining: length)
        case .chunked: state = .chunkLine
        case .untilClose: state = .untilClose
        }
    }

    /// How many of the next octets are content and nothing else; nil when a head, a chunk's line or
    /// the end comes next.
    var contentRemaining: Int? {
        switch state {
        case .length(let remaining), .chunkData(let remaining): remaining > 0 ? remaining : nil
        case .untilClose: .max
        default: nil
        }
    }

    /// Counts octets as content that were discarded elsewhere; at most `contentRemaining` of them.
    mutating func skip(_ count: Int) {
        precondition(count >= 0 && count <= contentRemaining ?? 0)
        switch state {
        case .length(let remaining): state = .length(remaining: remaining - count)
        case .chunkData(let remaining): state = .chunkData(remaining: remaining - count)
        default: contentBudget = max(contentBudget - count, 0)
        }
    }

    /// Completes content that ends with the connection. Returns false for any other content.
    mutating func endAtClose() -> Bool {
        guard state == .untilClose else { return state == .finished }
        state = .finished
        return true
    }

    /// The next piece of content or the end.
    mutating func next(
        _ input: Span<UInt8>, limits: WireLimits, trailers: inout FieldSection
    ) throws(WireError) -> Step {
        var position = 0
        while true {
            let rest = input.extracting(position...)
            switch state {
            case .finished: return Step(consumed: position, event: .end)
            case .length(let remaining):
                return take(rest, remaining).shifted(by: position)
            case .untilClose:
                guard rest.isEmpty || contentBudget > 0 else { throw .contentTooLong }
                return take(rest, max(contentBudget, 1)).shifted(by: position)
            case .chunkData(0): state = .chunkTerminator
            case .chunkData(let remaining):
                return take(rest, remaining).shifted(by: position)
            case .chunkLine, .chunkTerminator, .trailers:
                let consumed = try readChunkFraming(rest, limits, &trailers)
                guard let consumed else {
                    return Step(consumed: position, event: .needMoreBytes)
                }
                position += consumed
            }
        }
    }

    /// Takes what is there of `remaining` octets.
    private mutating func take(_ input: Span<UInt8>, _ remaining: Int) -> Step {
        if remaining == 0 { return Step(consumed: 0, event: .end) }
        let count = min(remaining, input.count)
        guard count > 0 else { return Step(consumed: 0, event: .needMoreBytes) }
        skip(count)
        return content(count)
    }

    private func content(_ count: Int) -> Step {
        Step(consumed: count, event: .content(0..<count))
    }
}

/// What stands around chunks.
extension ContentDecoder {
    /// Reads a part of the framing and changes the state.
    ///
    /// - Returns: how many octets it was, or nil when it is incomplete.
    private mutating func readChunkFraming(
        _ input: Span<UInt8>, _ limits: WireLimits, _ trailers: inout FieldSection
    ) throws(WireError) -> Int? {
        switch state {
        case .chunkLine: return try readChunkLine(input)
        case .chunkTerminator: return try readChunkTerminator(input)
        default: return try readTrailers(input, limits, &trailers)
        }
    }

    /// The CRLF after a chunk's data.
    private mutating func readChunkTerminator(_ input: Span<UInt8>) throws(WireError) -> Int? {
        guard input.count > 0 else { return nil }
        guard input[0] == .carriageReturn else { throw .malformedChunk }
        guard input.count > 1 else { return nil }
        guard input[1] == .lineFeed else { throw .malformedChunk }
        state = .chunkLine
        return 2
    }

    /// `chunk-size [ chunk-ext ] CRLF`. The line is consumed as a whole, so its length is bounded.
    private mutating func readChunkLine(_ input: Span<UInt8>) throws(WireError) -> Int? {
        let sizeEnd = ChunkLine.endOfSize(input)
        let limit = min(sizeEnd, ChunkLine.maximumDigits) + extensionBudget
        let tooLong: WireError =
            sizeEnd > ChunkLine.maximumDigits ? .malformedChunk : .chunkExtensionsTooLong
        guard let line = try scanner.nextLine(in: input, limit: limit, tooLong: tooLong) else {
            return nil
        }
        let consumed = scanner.lineStart
        scanner.restart()
        let chunk = try ChunkLine(input, line)
        extensionBudget -= chunk.extensionLength
        guard chunk.size <= contentBudget else { throw .contentTooLong }
        contentBudget -= chunk.size
        state = chunk.size == 0 ? .trailers : .chunkData(remaining: chunk.size)
        return consumed
    }

    /// `trailer-section CRLF`; kept apart from the head's fields (RFC 9110 section 6.5.1).
    private mutating func readTrailers(
        _ input: Span<UInt8>, _ limits: WireLimits, _ trailers: inout FieldSection
    ) throws(WireError) -> Int? {
        let bounds = FieldSectionLimits(
            octets: limits.trailerBytes, lines: limits.trailerLines,
            tooLarge: .fieldSectionTooLarge, tooMany: .tooManyFields)
        guard try trailers.readLines(input, from: 0, scanner: &scanner, limits: bounds) else {
            return nil
        }
        trailers.adopt(input, upTo: scanner.lineStart)
        state = .finished
        return scanner.lineStart
    }
}
