import Sockets
import SystemCalls

/// Work that may wait for a disk. Where other connections would wait too, it becomes a job of the
/// scheduler.
///
/// A connection has one job at a time. It shares nothing with the connection while it is being
/// done; a connection that ends meanwhile drops it, and with it its result.
extension Connection {
    /// What the job under way is for.
    enum PendingJob {
        /// There is none.
        case none
        /// An answer for an exchange.
        case answer(Work, Exchange)
        /// More content for an exchange.
        case producer(ProducerJob, Exchange)
        /// The next bytes of the next file.
        case file(FileJob)
    }

    func begin(_ pending: PendingJob, _ job: Job) {
        self.pending = pending
        self.job = job
    }

    func finishJob(_ now: Instant) {
        let done = pending
        pending = .none
        job = nil
        guard isServing else { return }
        outputStart = now
        // Content or another request may wait for the job.
        mayParse = true
        switch done {
        case .none: break
        case .answer(let work, let exchange):
            // The job held up the client, whose time begins again.
            if reading === exchange { phaseStart = now }
            finish(work, exchange, now)
        case .producer(let job, let exchange):
            take(job.progress, of: job.producer, exchange, now)
        case .file(let job): take(job)
        }
    }

    // MARK: Files

    /// How many bytes of the next file `sendfile` may be given: as many as it sends without waiting
    /// for a disk, or any number where the turn may block. Nil when a job must read them first. Any
    /// number when no file is next.
    func sendableFileBytes() -> Int? {
        guard !turn.mayBlock, let file = output.nextFile else { return turn.fileChunk }
        if fetched > 0 { return fetched }
        if file.isResident(limit: turn.fileChunk) { return turn.fileChunk }
        // A smaller piece may be in memory already, by read-ahead.
        if Turn.fetchChunk < turn.fileChunk, file.isResident(limit: Turn.fetchChunk) {
            return Turn.fetchChunk
        }
        if job == nil {
            let job = FileJob(file)
            begin(.file(job), job)
        }
        return nil
    }

    private func take(_ job: FileJob) {
        switch job.result {
        case .inMemory:
            // The bytes may have been sent meanwhile, if another connection had them read.
            if let next = output.nextFile, next.begins(as: job.range) { fetched = Turn.fetchChunk }
        case .bytes(let bytes): output.replaceFront(with: bytes)
        case .failed: abort()
        }
    }
}

/// Makes more content.
final class ProducerJob: Job, @unchecked Sendable {
    /// The most seconds that one job produces content before it is sent.
    private static let seconds = 0.05

    let producer: ContentProducer
    /// The outcome, after `run`.
    private(set) var progress = ContentProducer.Progress.more

    init(_ producer: ContentProducer) {
        self.producer = producer
        super.init(isRemote: false)
    }

    override func run() {
        let end = Instant.now.advanced(bySeconds: Self.seconds)
        progress = producer.produce(until: end, mayBlock: true)
    }
}

/// Reads the next bytes of a file into the page cache; those of a remote file, which the kernel may
/// not keep there, into memory.
final class FileJob: Job, @unchecked Sendable {
    /// The outcome of reading.
    enum Result {
        /// They are in the page cache.
        case inMemory
        /// The bytes themselves, fewer than the range has.
        case bytes([UInt8])
        /// They cannot be read.
        case failed
    }

    /// The most bytes of a remote file held in memory.
    private static let remotePiece = 64 * 1024

    /// The next file, from the first unsent byte.
    let range: FileRange
    /// The outcome, after `run`.
    private(set) var result = Result.failed

    init(_ range: FileRange) {
        self.range = range
        super.init(isRemote: range.isRemote)
    }

    override func run() {
        guard range.isRemote else {
            let count = min(range.count, Turn.fetchChunk)
            range.file.descriptor.fetch(at: range.offset, count: count)
            result = .inMemory
            return
        }
        let count = min(range.count, Self.remotePiece)
        let buffer = ByteBuffer(initial: count, maximum: count)
        let read = try? buffer.read(
            from: range.file.descriptor, at: range.offset, limit: count)
        guard case .moved? = read else { return }
        result = .bytes(
            buffer.withBytes { bytes in
                var copy: [UInt8] = []
                copy.append(copying: bytes)
                return copy
            })
    }
}
