internal import HTTPWire
internal import SystemCalls

/// Parses one response from a buffer and dumps the parts of it that are wanted.
struct ResponseReading {
    /// The error that ended reading.
    enum Failure: Error {
        /// The response is malformed or incomplete.
        case wire(WireError)
        /// The dump cannot be written.
        case sink(ClientError)

        /// The same for the user; `peer` is the server's name.
        func clientError(_ peer: String) -> ClientError {
            switch self {
            case .wire(let error): ClientError(error, from: peer)
            case .sink(let error): error
            }
        }
    }

    /// Whether the response is complete.
    private(set) var isComplete = false
    /// What has been read so far.
    private(set) var outcome = HTTPClient.Outcome()
    private let dumping: ClientPlan.Dumping
    private var parser = ResponseParser()
    private var isHeld = false

    /// Reads the response to a request with this method.
    init(method: Method, dumping: ClientPlan.Dumping) {
        self.dumping = dumping
        parser.reset(for: method)
    }

    /// Parses what the buffer holds and consumes it; `isEnd` when the peer has closed.
    ///
    /// - Throws: ``Failure``, after dumping what was received.
    mutating func take(
        _ buffer: ByteBuffer, isEnd: Bool, _ sink: ResponseSink
    ) throws(Failure) {
        try advance(buffer, sink)
        guard isEnd, !isComplete else { return }
        do {
            try parser.inputEnded()
        } catch {
            // What came instead of a response is dumped too, for the user to see.
            if outcome.status == 0 { try dumpRest(buffer, sink) }
            throw .wire(error)
        }
        try advance(buffer, sink)
    }

    private mutating func advance(_ buffer: ByteBuffer, _ sink: ResponseSink) throws(Failure) {
        while !isComplete {
            let step: Step
            do {
                step = try buffer.withBytes { octets throws(WireError) in try parser.next(octets) }
            } catch {
                if outcome.status == 0 { try dumpRest(buffer, sink) }
                throw .wire(error)
            }
            try use(step, buffer, sink)
            buffer.consume(step.consumed)
            if step.event == .needMoreBytes { return }
        }
    }

    private mutating func use(
        _ step: Step, _ buffer: ByteBuffer, _ sink: ResponseSink
    ) throws(Failure) {
        switch step.event {
        case .needMoreBytes:
            try dumpFraming(step, buffer, sink)
        case .informational:
            if dumping.head { try dump(buffer, 0..<step.consumed, sink) }
        case .head:
            readHead()
            if dumping.head, !isHeld { try dump(buffer, 0..<step.consumed, sink) }
        case .content(let range):
            if dumping.content, !isHeld {
                try dump(buffer, dumping.isRaw ? 0..<step.consumed : range, sink)
            }
        case .end:
            try dumpFraming(step, buffer, sink)
            isComplete = true
        }
    }

    /// Dumps chunk lines and trailers if the response is dumped as received.
    private func dumpFraming(
        _ step: Step, _ buffer: ByteBuffer, _ sink: ResponseSink
    ) throws(Failure) {
        guard dumping.isRaw, dumping.content, !isHeld, outcome.status != 0 else { return }
        if step.consumed > 0 { try dump(buffer, 0..<step.consumed, sink) }
    }

    private mutating func readHead() {
        let head = parser.head
        outcome.status = Int(head.status.rawValue)
        outcome.location = head.fields.first(named: "location").map { head.string($0.value) }
        // A redirect that is followed is not the response that the user asked for.
        isHeld = dumping.holdsRedirects && Redirection.isRedirect(outcome)
    }

    private func dumpRest(_ buffer: ByteBuffer, _ sink: ResponseSink) throws(Failure) {
        if buffer.count > 0 { try dump(buffer, 0..<buffer.count, sink) }
    }

    private func dump(
        _ buffer: ByteBuffer, _ range: Range<Int>, _ sink: ResponseSink
    ) throws(Failure) {
        do throws(ClientError) {
            try buffer.withBytes { octets throws(ClientError) in
                try sink.write(octets.extracting(range))
            }
        } catch {
            throw .sink(error)
        }
    }
}
