package import SystemPackage

/// The number of log lines that could not be written, and why. Shared by a process and those that
/// it forks afterwards.
///
/// Each loss is reported once, by the process that first takes it.
package final class LostLines: Sendable {
    /// Lines that were lost, and the error of the last one.
    package struct Report: Sendable, CustomStringConvertible {
        /// At least 1.
        package let count: Int
        /// `EAGAIN` for a pipe, a socket or a terminal that has no room.
        package let reason: Errno

        /// `3 lines were lost`.
        package var description: String {
            count == 1 ? "1 line was lost" : "\(count) lines were lost"
        }

        /// Why, in words: `No space left on device`.
        package var cause: String {
            reason == .wouldBlock ? "nobody read them" : "\(reason)"
        }
    }

    /// Seconds without a loss after which a log counts as working again. A pipe that is read slowly
    /// accepts single lines between losses.
    private static let calm = 1.0

    private enum Place {
        static let lines = 0
        static let reason = 1
        static let damage = 2
        static let isAnnounced = 3
        static let time = 4
        static let count = 5
    }

    private let counters: SharedCounters

    /// Nothing is lost yet.
    /// - Throws: `ENOMEM`.
    init() throws(SystemError) { counters = try SharedCounters(count: Place.count) }

    /// Whether every loss has been reported.
    package var isEmpty: Bool { counters[Place.lines] <= 0 }

    /// The error of the last line that was lost: `EAGAIN` when there was no room.
    package var reason: Errno { Errno(rawValue: Int32(counters[Place.reason])) }

    /// Counts a lost line.
    /// - Parameter isDamage: whether the log may end within a line.
    func note(_ reason: Errno, isDamage: Bool) {
        counters[Place.reason] = Int(reason.rawValue)
        counters[Place.time] = Int(Instant.coarseNow.nanoseconds)
        if isDamage { counters.add(1, to: Place.damage) }
        counters.add(1, to: Place.lines)
    }

    /// Above 0 when the log may end within a line.
    var damage: Int { counters[Place.damage] }

    /// A line that began with a line feed has been written, which ends a cut line.
    /// - Parameter damage: the value of `damage` before that line. Later damage remains.
    func repair(_ damage: Int) {
        if damage > 0 { counters.exchange(Place.damage, from: damage, to: 0) }
    }

    /// Whether the caller must report that lines are being lost. True in one process, once until
    /// `takeIfMended` has reported the end of the loss.
    package func announce() -> Bool { counters.exchange(Place.isAnnounced, from: 0, to: 1) }

    /// Takes the report of all lines lost since the last report; nil when none was lost.
    package func take() -> Report? {
        let reason = reason
        let count = counters.take(Place.lines)
        return count > 0 ? Report(count: count, reason: reason) : nil
    }

    /// The same, unless a line was lost within the last second.
    package func takeIfMended() -> Report? {
        let last = Instant(nanoseconds: Int64(counters[Place.time]))
        guard Instant.coarseNow >= last.advanced(bySeconds: Self.calm) else { return nil }
        guard counters.exchange(Place.isAnnounced, from: 1, to: 0) else { return nil }
        return take()
    }

    /// Puts back a report that could not be written, so that it is made again.
    package func restore(_ report: Report) { counters.add(report.count, to: Place.lines) }
}
