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

        /// `3 log lines were lost`.
        package var description: String {
            count == 1 ? "1 log line was lost" : "\(count) log lines were lost"
        }

        /// Why, in words: `No space left on device`.
        package var cause: String { LostLines.cause(reason) }
    }

    /// Seconds without a loss after which a log counts as working again. A pipe that is read slowly
    /// accepts single lines between losses.
    private static let calm = 1.0
    /// Seconds from one report to the next.
    private static let reportInterval = 1.0

    private enum Place {
        static let lines = 0
        static let reason = 1
        static let damage = 2
        static let isAnnounced = 3
        static let time = 4
        static let reportTime = 5
        static let count = 6
    }

    private let counters: SharedCounters

    /// Nothing is lost yet.
    /// - Throws: `ENOMEM`.
    init() throws(SystemError) { counters = try SharedCounters(count: Place.count) }

    /// Whether every loss has been reported.
    package var isEmpty: Bool { counters[Place.lines] <= 0 }

    /// The error of the last line that was lost: `EAGAIN` when there was no room.
    package var reason: Errno { Errno(rawValue: Int32(counters[Place.reason])) }

    /// That error in words. `EAGAIN`: `the reader of the log is too slow`.
    package static func cause(_ reason: Errno) -> String {
        reason == .wouldBlock ? "the reader of the log is too slow" : "\(reason)"
    }

    /// Whether a line was lost within the last second.
    var isRecent: Bool { !hasPassed(Self.calm, since: Place.time) }

    /// Lines are lost.
    func note(_ reason: Errno, lines: Int = 1) {
        guard lines > 0 else { return }
        counters[Place.reason] = Int(reason.rawValue)
        counters[Place.time] = Int(Instant.coarseNow.nanoseconds)
        counters.add(lines, to: Place.lines)
    }

    /// The log may end within a line now.
    /// - Returns: `damage` from now on.
    @discardableResult
    func noteDamage() -> Int { counters.add(1, to: Place.damage) }

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

    /// The same, but once a second at most.
    package func takeIfDue() -> Report? {
        guard !isEmpty, hasPassed(Self.reportInterval, since: Place.reportTime) else { return nil }
        counters[Place.reportTime] = Int(Instant.coarseNow.nanoseconds)
        return take()
    }

    /// The same, unless a line was lost within the last second.
    package func takeIfMended() -> Report? {
        guard !isRecent, counters.exchange(Place.isAnnounced, from: 1, to: 0) else { return nil }
        return take()
    }

    /// Whether so many seconds have passed since the time in one of the places; true if none is
    /// there.
    private func hasPassed(_ seconds: Double, since place: Int) -> Bool {
        let time = counters[place]
        if time == 0 { return true }
        return Instant.coarseNow
            >= Instant(nanoseconds: Int64(time)).advanced(bySeconds: seconds)
    }

    /// A report could not be written: it is to be made again.
    package func restore(_ report: Report) { counters.add(report.count, to: Place.lines) }
}
