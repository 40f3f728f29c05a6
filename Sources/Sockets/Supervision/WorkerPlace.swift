import SystemCalls

/// The place of one worker process, and when its replacement may start after it dies. A worker that
/// dies is replaced at once. If it dies young, the delay before each replacement doubles, so that a
/// fault of every worker costs little processor time.
struct WorkerPlace {
    /// A worker that lives less than this many seconds dies young: its replacement probably will
    /// too.
    static let youth = 1.0
    /// Seconds before the first replacement of a worker that died young; doubled each time.
    static let firstDelay = 0.05
    /// The longest delay, in seconds.
    static let longestDelay = 2.0

    /// The worker at this place; nil when the place is free.
    private(set) var process: ProcessID?
    /// When the worker was started; for a free place, when one may be started.
    private(set) var start = Instant(nanoseconds: 0)
    /// The last delay, in seconds; 0 if the last worker did not die young.
    private(set) var delay = 0.0

    /// A free place, for which a worker may start at once.
    init() {}

    /// When a worker may be started; nil while there is one.
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
