import SystemCalls

/// The response on its way out of a connection: bytes, then perhaps a range of a file, or bytes
/// that come from a process by and by.
///
/// A handler fills it, `Connection` empties it. There is one response at a time.
public final class Outbox {
    /// A process feeds the response as long as fewer bytes than this wait to be sent.
    package static let processHighWater = 64 * 1024
    /// No further response is begun while as many bytes wait to be sent.
    package static let pipelineHighWater = 64 * 1024
    /// A producer is asked for more as long as fewer bytes than this wait to be sent.
    package static let producerHighWater = 64 * 1024
    /// Bytes of request content that may wait for the process to read them.
    package static let processInputHighWater = 64 * 1024

    /// Bytes to be sent first: the head, and content that is made in memory.
    let bytes = ByteBuffer(initial: 1024, maximum: 1 << 40)
    /// Bytes that are sent after those, from memory that others use as well.
    var loan: LoanedBytes?
    var file = FileRange?.none
    var process = ProcessPipes?.none
    /// Makes more bytes as long as it is there.
    var producer: ContentProducer?

    /// Whether a response has begun that has not been sent whole.
    public private(set) var isResponding = false
    /// Whether everything that belongs to the response is here or in the process.
    private(set) var isWhole = false
    /// Whether the connection ends with this response.
    public private(set) var closesAfter = false
    /// Whether the response cannot be completed as announced.
    private(set) var isAborted = false
    /// Whether the process is to be asked to end.
    private(set) var endsProcess = false
    /// Bytes of this response handed to the kernel.
    var sent = 0

    /// Where the responses before the last one end, in bytes from the beginning of the first.
    private var ends: [Int] = []

    /// Whether work that may wait for a disk is to be put off: others would wait as well.
    public let defersBlocking: Bool

    init(defersBlocking: Bool = false) { self.defersBlocking = defersBlocking }

    /// Whether another response may be begun before this one has been sent: it is whole and in
    /// memory. The responses to requests that came together then leave together.
    public var acceptsFollower: Bool {
        isResponding && isWhole && !closesAfter && bytes.count < Self.pipelineHighWater
            && loan == nil && file == nil && process == nil && producer == nil
    }

    /// Begins a response. No other is under way, but such as accept a follower.
    /// - Parameter close: the connection ends after it.
    public func beginResponse(close: Bool) {
        if isResponding {
            precondition(acceptsFollower, "one response at a time")
            ends.append(sent + bytes.count)
        } else {
            isResponding = true
            sent = 0
        }
        isWhole = false
        closesAfter = close
    }

    /// Tells of each response under way how many of its bytes were handed to the kernel, and
    /// whether that was all of it.
    /// - Parameter isComplete: of the last one.
    func settle(isComplete: Bool, _ body: (_ bytes: Int, _ isComplete: Bool) -> Void) {
        var start = 0
        for end in ends {
            body(max(0, min(end, sent) - start), sent >= end)
            start = end
        }
        ends.removeAll(keepingCapacity: true)
        body(max(0, sent - start), isComplete)
    }

    /// Bytes of the current response that wait to be sent, without those before it.
    public var pendingBytes: Int { sent + bytes.count - (ends.last ?? 0) }

    /// Adds bytes to the response.
    public func append(_ more: [UInt8]) { bytes.append(more) }

    /// Adds bytes to the response.
    public func append(_ more: Span<UInt8>) { bytes.append(more) }

    /// Lets bytes follow that somebody keeps in memory: they are not copied, unless they are few.
    /// - Parameter start: where those that are meant begin.
    public func lend(_ kept: [UInt8], from start: Int = 0) {
        if kept.count - start <= Self.inlineLimit {
            append(kept.span.extracting(start..<kept.count))
        } else {
            loan = LoanedBytes(bytes: kept, position: start)
        }
    }

    /// Lets the range of a file follow the bytes.
    ///
    /// A range of up to `inlineLimit` bytes is read into the bytes, which saves the client a
    /// segment and the kernel a call; a longer one never enters this process.
    public func append(_ range: FileRange) {
        let mayRead = !(defersBlocking && range.isFar)
        if mayRead, range.count <= Self.inlineLimit, inline(range) { return }
        file = range
    }

    /// Lets a process's output follow, as the handler makes it of what the process writes.
    public func attach(_ pipes: consuming ProcessPipes) {
        process = consume pipes
    }

    /// Lets content follow that is made while the response is being sent. The response is whole
    /// when the producer says that it has finished.
    public func attach(_ producer: ContentProducer) {
        self.producer = producer
    }

    /// The response is whole: nothing is added after this.
    public func finishResponse() { isWhole = true }

    /// The connection must not be used for another request.
    public func closeAfterResponse() { closesAfter = true }

    /// The response cannot be completed: the connection is reset after the bytes that there are,
    /// so that the client does not take a part for the whole.
    public func abortResponse() {
        isAborted = true
        isWhole = true
        closesAfter = true
    }

    /// Bytes of request content the process can be given now; nil when there is no process or its
    /// standard input is closed: then they are to be dropped.
    public var processInputRoom: Int? {
        process?.inputRoom
    }

    /// Gives the process request content. The handler has asked for `processInputRoom`.
    public func writeToProcess(_ content: Span<UInt8>) {
        process?.pendingInput.append(content)
    }

    /// The request's content is complete: the process's standard input ends after what it was
    /// given.
    public func endProcessInput() {
        process?.endInput()
    }

    /// The process is not wanted any more: it is asked to end.
    public func endProcess() { endsProcess = true }

    /// Whether everything has been handed to the kernel.
    var isEmpty: Bool { bytes.isEmpty && loan == nil && file == nil }

    /// Whether the client is awaited: there is something for it, or it can be made.
    var awaitsClient: Bool { !isEmpty || producer != nil }

    /// Whether a response was under way and nothing of it is left.
    var isComplete: Bool { isResponding && isWhole && isEmpty }

    /// Lets the producer make more, if there is one and little is left to send.
    /// - Returns: what came of it; nil when nothing was to be done.
    func produce(until deadline: Instant, mayBlock: Bool) -> ContentProducer.Progress? {
        guard let producer, bytes.count < Self.producerHighWater else { return nil }
        let progress = producer.produce(into: self, until: deadline, mayBlock: mayBlock)
        switch progress {
        case .more, .blocking: break
        case .finished:
            self.producer = nil
            isWhole = true
        case .failed:
            self.producer = nil
            abortResponse()
        }
        return progress
    }

    /// Forgets everything, also what has not been sent.
    func clear() {
        bytes.removeAll()
        process = nil
        reset()
    }

    func reset() {
        producer = nil
        isResponding = false
        isWhole = false
        isAborted = false
        endsProcess = false
        closesAfter = false
        loan = nil
        file = nil
        ends.removeAll(keepingCapacity: true)
    }

    /// Files of at most this size travel with their head, in one `send`.
    package static let inlineLimit = 16 * 1024

    /// False when the file could not be read whole: then the range goes the long way, which finds
    /// out and aborts.
    private func inline(_ range: FileRange) -> Bool {
        let before = bytes.count
        var left = range.count
        while left > 0 {
            let offset = range.offset + range.count - left
            guard case .moved(let count)? = try? read(range.file, at: offset, limit: left) else {
                bytes.removeLast(bytes.count - before)
                return false
            }
            left -= count
        }
        return true
    }

    private func read(
        _ file: SharedFile, at offset: Int, limit: Int
    ) throws(SystemError) -> Transfer {
        defersBlocking
            ? try bytes.readIfResident(from: file.descriptor, at: offset, limit: limit)
            : try bytes.read(from: file.descriptor, at: offset, limit: limit)
    }
}

/// Bytes in memory that is somebody else's as well, on their way.
struct LoanedBytes {
    let bytes: [UInt8]
    /// Where those that remain begin.
    var position: Int
}

extension Outbox {
    /// Sends what the socket takes of the loan and drops it when it has gone whole.
    func sendLoan(to socket: borrowing ConnectionSocket) throws(SystemError) -> Transfer {
        guard let loan else { return .moved(0) }
        let outcome = try socket.send(loan.bytes, from: loan.position)
        if case .moved(let count) = outcome {
            self.loan!.position += count
            if self.loan!.position == loan.bytes.count { self.loan = nil }
        }
        return outcome
    }
}
