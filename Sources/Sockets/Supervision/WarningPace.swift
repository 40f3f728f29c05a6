import SystemCalls

/// Lets one warning through each minute: a condition that many clients cause may occur thousands of
/// times a second and would fill the log.
struct WarningPace {
    /// Seconds from one warning to the next.
    static let interval = 60.0

    private var next: Instant?

    /// The first warning is let through at once.
    init() {}

    /// Whether a warning may be given now. If so, the next one may be `interval` seconds later.
    mutating func allows(at now: Instant) -> Bool {
        if let next, now < next { return false }
        next = now.advanced(bySeconds: Self.interval)
        return true
    }
}
