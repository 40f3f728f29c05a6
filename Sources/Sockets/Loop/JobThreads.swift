import SystemCalls

/// The threads of an event loop that do the jobs of its connections: a pool for each need.
struct JobThreads: ~Copyable {
    /// By the raw value of what the jobs need.
    private let pools: [BackgroundWork]

    /// No threads yet.
    /// - Parameter most: threads at most for each need.
    init(most: Int) throws(SystemError) {
        var pools: [BackgroundWork] = []
        for need in Job.Need.allCases {
            // The loop, for which everybody waits, comes before long work.
            let isLong = need == .processor
            let threads = isLong ? min(most, Processors.available) : most
            pools.append(try BackgroundWork(mostThreads: threads, givesWay: isLong))
        }
        self.pools = pools
    }

    /// The descriptors of the pools, lent for a wait. One is readable when jobs of that pool have
    /// been done.
    var numbers: [Int32] { pools.map(\.number) }

    /// Whether so many jobs wait that a new one should be avoided.
    func isCrowded(for job: Job) -> Bool { pools[job.need.rawValue].isCrowded }

    /// Has a thread do the job.
    /// - Parameter token: what `takeFinished` returns when it has been done.
    /// - Returns: nil when there is no thread: then the caller has to do it.
    func submit(_ job: Job, _ token: EventToken) -> JobTicket? {
        pools[job.need.rawValue].submit(token.raw) { job.run() }.map {
            JobTicket($0, pool: job.need.rawValue)
        }
    }

    /// Forgets a job, unless a thread has begun with it.
    func cancel(_ ticket: JobTicket) { pools[ticket.pool].cancel(ticket.number) }

    /// The tokens of the jobs that pool number `pool` has done since the last call.
    func takeFinished(_ pool: Int) -> [EventToken] {
        pools[pool].takeFinished().map { EventToken(raw: $0) }
    }
}

/// Stands for a job that a thread does, or is about to do.
struct JobTicket: Equatable {
    private static let poolBits: UInt64 = 2
    private let raw: UInt64

    /// Stands for no job.
    static let none = JobTicket(0, pool: 0)

    /// - Parameter number: what the pool calls the job.
    init(_ number: UInt64, pool: Int) { raw = number << Self.poolBits | UInt64(pool) }

    /// The number of the pool.
    var pool: Int { Int(raw & (1 << Self.poolBits - 1)) }
    /// What the pool calls the job.
    var number: UInt64 { raw >> Self.poolBits }
}
