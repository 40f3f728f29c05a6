import SystemCalls
import Testing

@Suite struct ClockTests {
    static let sums: [(Int64, Double, Int64)] = [
        (0, 1, 1_000_000_000), (5, 0, 5), (5, 1e-9, 6), (10, -1e-9, 9),
        (0, 1e12, .max), (.max, 1, .max), (.max, 0, .max), (1, .infinity, .max), (1, .nan, .max),
        (.max - 10, 1, .max),
    ]

    @Test(arguments: sums) func addsAndSaturates(start: Int64, seconds: Double, end: Int64) {
        #expect(Instant(nanoseconds: start).advanced(bySeconds: seconds).nanoseconds == end)
    }

    @Test func runsForward() {
        let first = Instant.now
        let second = Instant.now
        #expect(first <= second)
        #expect(second < .distantFuture)
        #expect(WallClock.seconds > 1_700_000_000)
    }

    @Test func knowsTheCalendar() {
        let time = WallClock.utc(951_782_400)
        #expect([time.year, time.month, time.day] == [2000, 2, 29])
        #expect([time.hour, time.minute, time.second, time.offset] == [0, 0, 0, 0])
        let before = WallClock.utc(-1)
        #expect([before.year, before.month, before.day, before.second] == [1969, 12, 31, 59])
    }
}
