import Glibc

/// An instant of the monotonic clock: `clock_gettime(2)` `CLOCK_MONOTONIC`.
///
/// Inlinable, like `Readiness`: otherwise every forked child would instantiate the generic code of
/// comparisons and option sets for it anew.
@frozen
public struct Instant: Comparable, Sendable {
    /// Nanoseconds since a start that is the same for all processes of the machine.
    public let nanoseconds: Int64

    /// The instant `nanoseconds` after the start of the clock.
    @inlinable
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The present instant.
    package static var now: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// The instant of the kernel's last tick, at most 10 ms ago, which costs less to read:
    /// `CLOCK_MONOTONIC_COARSE`.
    package static var coarseNow: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// An instant that never comes. Waits until then have no time limit.
    @inlinable
    public static var distantFuture: Instant { Instant(nanoseconds: .max) }

    /// The instant `seconds` after this one, or `distantFuture` if that cannot be represented.
    package func advanced(bySeconds seconds: Double) -> Instant {
        let delta = seconds * 1e9
        guard delta < Double(Int64.max - nanoseconds) else { return .distantFuture }
        return Instant(nanoseconds: nanoseconds + Int64(delta))
    }

    /// Nanoseconds from `earlier` to this instant, negative if that is the later one.
    package func nanoseconds(since earlier: Instant) -> Int64 { nanoseconds - earlier.nanoseconds }

    /// Whether `left` is the earlier one.
    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

/// The time of day by the system's clock, which an operator may set.
package enum WallClock {
    /// Seconds since 1970, UTC, at the kernel's last tick, at most 10 ms ago: `clock_gettime(2)`
    /// `CLOCK_REALTIME_COARSE`.
    package static var seconds: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return time.tv_sec
    }

    /// Nanoseconds since 1970, UTC: `clock_gettime(2)` `CLOCK_REALTIME`.
    package static var nanoseconds: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The local calendar time at `seconds` since 1970, UTC: `localtime_r(3)`.
    package static func local(_ seconds: Int) -> CalendarTime {
        var time = time_t(seconds)
        var parts = unsafe tm()
        unsafe localtime_r(&time, &parts)
        return unsafe CalendarTime(parts)
    }

    /// The calendar time in UTC at `seconds` since 1970: `gmtime_r(3)`.
    package static func utc(_ seconds: Int) -> CalendarTime {
        var time = time_t(seconds)
        var parts = unsafe tm()
        unsafe gmtime_r(&time, &parts)
        return unsafe CalendarTime(parts)
    }
}

/// A date and a time of day, with their offset from UTC: `struct tm`.
package struct CalendarTime: Equatable, Sendable, CustomStringConvertible {
    /// The year, such as 2016; the month and the day of the month, from 1; hour, minute and second,
    /// from 0.
    package let year, month, day, hour, minute, second: Int
    /// Seconds by which this time is ahead of UTC, negative west of Greenwich.
    package let offset: Int

    /// `2016-04-10 16:28:55`, as the assignment's log lines have it.
    package var description: String {
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(day)) \(two(hour)):\(two(minute)):\(two(second))"
    }

    init(_ parts: tm) {
        unsafe year = Int(parts.tm_year) + 1900
        unsafe month = Int(parts.tm_mon) + 1
        unsafe day = Int(parts.tm_mday)
        unsafe hour = Int(parts.tm_hour)
        unsafe minute = Int(parts.tm_min)
        unsafe second = Int(parts.tm_sec)
        unsafe offset = parts.tm_gmtoff
    }
}
