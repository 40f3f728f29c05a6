import SystemCalls

/// The place of one worker process, taken by another one when it dies, and when that one may start.
///
/// A worker that dies is replaced at once; one that dies young is replaced later and later, so that
/// a fault that every worker has costs next to nothing.
struct WorkerPlace {
    /// Seconds within which a worker's death is taken for a fault that the next one will have too.
    static let youth = 1.0
    /// Seconds before a worker is started whose predecessor died young; twice as many each time.
    static let firstDelay = 0.05
    /// Most seconds before a worker is started.
    static let longestDelay = 2.0

    /// Who has the place; nil when it is free.
    private(set) var process: ProcessID?
    /// When that one was started; of a free place, when one is to be.
    private(set) var start = Instant(nanoseconds: 0)
    /// Seconds by which the last start was put off; 0 while all is well.
    private(set) var delay = 0.0

    /// A free place, to be taken at once.
    init() {}

    /// When a worker is to be started; nil while there is one.
    var nextStart: Instant? { process == nil ? start : nil }

    /// A worker has been started.
    mutating func take(_ process: ProcessID, at now: Instant) {
        self.process = process
        start = now
    }

    /// The worker has ended.
    mutating func lose(at now: Instant) {
        let age = now.nanoseconds(since: start)
        process = nil
        guard Double(age) >= Self.youth * 1e9 else { return postpone(from: now) }
        delay = 0
        start = now
    }

    /// No worker could be started.
    mutating func postpone(from now: Instant) {
        delay = min(max(Self.firstDelay, 2 * delay), Self.longestDelay)
        start = now.advanced(bySeconds: delay)
    }

    /// When the next one starts, for the operator.
    var announcement: String { delay == 0 ? "at once" : "in \(delay) s" }
}
