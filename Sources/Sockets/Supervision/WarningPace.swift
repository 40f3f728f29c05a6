package import SystemCalls

/// Lets a warning through once a minute, or as often as is said: what a crowd of clients causes
/// happens thousands of times a second, and would fill a log.
package struct WarningPace: Sendable {
    /// Seconds from one warning to the next, if nothing else is said.
    package static let interval = 60.0

    private let interval: Double
    private var next: Instant?

    /// A pace at which the first warning goes through at once.
    /// - Parameter interval: seconds from one warning to the next.
    package init(interval: Double = Self.interval) { self.interval = interval }

    /// Whether a warning may be given now. If so, the next one may be `interval` seconds later.
    package mutating func allows(at now: Instant) -> Bool {
        if let next, now < next { return false }
        next = now.advanced(bySeconds: interval)
        return true
    }
}
