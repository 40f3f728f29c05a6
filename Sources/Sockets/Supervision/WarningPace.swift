import SystemCalls

/// Lets a warning through once a minute: what a crowd of clients causes happens thousands of times
/// a second, and would fill a log.
struct WarningPace {
    /// Seconds from one warning to the next.
    static let interval = 60.0

    private var next: Instant?

    /// A pace at which the first warning goes through at once.
    init() {}

    /// Whether a warning may be given now. If so, the next one may be `interval` seconds later.
    mutating func allows(at now: Instant) -> Bool {
        if let next, now < next { return false }
        next = now.advanced(bySeconds: Self.interval)
        return true
    }
}
