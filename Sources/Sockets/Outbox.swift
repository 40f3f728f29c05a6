package import SystemCalls

/// The response on its way out of a connection: bytes, then perhaps a range of a file, or bytes
/// that come from a process by and by.
///
/// A handler fills it, `Connection` empties it. There is one response at a time.
public final class Outbox {
    /// A process feeds the response as long as fewer bytes than this wait to be sent.
    package static let processHighWater = 64 * 1024
    /// A producer is asked for more as long as fewer bytes than this wait to be sent.
    package static let producerHighWater = 64 * 1024
    /// Bytes of request content that may wait for the process to read them.
    package static let processInputHighWater = 64 * 1024

    /// Bytes to be sent first: the head, and content that is made in memory.
    let bytes = ByteBuffer(initial: 1024, maximum: 1 << 40)
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

    init() {}

    /// Begins a response. No other is under way.
    /// - Parameter close: the connection ends after it.
    public func beginResponse(close: Bool) {
        precondition(!isResponding, "one response at a time")
        isResponding = true
        isWhole = false
        closesAfter = close
        sent = 0
    }

    /// Adds bytes to the response.
    public func append(_ more: [UInt8]) { bytes.append(more) }

    /// Adds bytes to the response.
    public func append(_ more: Span<UInt8>) { bytes.append(more) }

    /// Lets the range of a file follow the bytes.
    ///
    /// A range of up to `inlineLimit` bytes is read into the bytes, which saves the client a
    /// segment and the kernel a call; a longer one never enters this process.
    public func append(_ range: consuming FileRange) {
        if range.count <= Self.inlineLimit, inline(range) { return }
        file = consume range
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
    var isEmpty: Bool { bytes.isEmpty && file == nil }

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

    func reset() {
        producer = nil
        isResponding = false
        isWhole = false
        endsProcess = false
        bytes.releaseIfEmpty()
    }

    /// Files of at most this size travel with their head, in one `send`.
    package static let inlineLimit = 16 * 1024

    /// False when the file could not be read whole: then the range goes the long way, which finds
    /// out and aborts.
    private func inline(_ range: borrowing FileRange) -> Bool {
        let before = bytes.count
        var left = range.count
        while left > 0 {
            let offset = range.offset + range.count - left
            guard
                case .moved(let count)? = try? bytes.read(from: range.file, at: offset, limit: left)
            else {
                bytes.removeLast(bytes.count - before)
                return false
            }
            left -= count
        }
        return true
    }
}

/// Bytes `offset` to `offset + count` of an open file.
public struct FileRange: ~Copyable {
    /// The file, open for reading.
    package let file: Descriptor
    /// Where the bytes that remain begin.
    package var offset: Int
    /// How many remain.
    package var count: Int

    /// A range of `file`.
    package init(file: consuming Descriptor, offset: Int, count: Int) {
        self.file = file
        self.offset = offset
        self.count = count
    }
}

extension FileRange {
    /// Sends what the socket takes, at most `limit` bytes.
    mutating func send(
        to socket: borrowing Descriptor, limit: Int
    ) throws(SystemError) -> Transfer {
        let outcome = try socket.sendFile(file, at: offset, count: min(count, limit))
        if case .moved(let sent) = outcome {
            offset += sent
            count -= sent
        }
        return outcome
    }
}

extension Outbox {
    /// Sends what the socket takes of the file and drops it when it has gone whole.
    func sendFile(
        to socket: borrowing Descriptor, limit: Int
    ) throws(SystemError) -> Transfer {
        guard let outcome = try file?.send(to: socket, limit: limit) else { return .moved(0) }
        if file?.count == 0 { file = nil }
        return outcome
    }
}
