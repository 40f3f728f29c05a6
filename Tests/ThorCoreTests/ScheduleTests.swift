import Testing

@testable import ThorCore

@Suite struct ScheduleTests {
    @Test func isExactForThirds() throws {
        // 10^9 / 3 has no end; slot k is due at floor(k * 10^9 / 3) all the same.
        let rate = try #require(Rate(perSecond: 3))
        for slot in [0, 1, 2, 3, 4, 3_000_000_000] as [UInt64] {
            let expected = Int64(slot / 3) * 1_000_000_000 + Int64(slot % 3) * 1_000_000_000 / 3
            #expect(rate.due(slot: slot) == expected)
        }
    }

    /// Slots left over are counted, not walked through, and still all end up in their counters.
    @Test(arguments: [(997.0, 1, 0), (3, 2, 1), (1_000_000, 7, 3), (1234.567, 3, 2)])
    func waitingSlotsAreThoseOfASlowCount(_ rate: Double, _ processes: Int, _ process: Int) throws {
        let rate = try #require(Rate(perSecond: rate))
        for (moment, limit) in [(50_001, UInt64.max), (1_000_000_000, .max), (2_000_000_000, 37)] {
            let end = 1000 + Int64(moment)
            var slow = Schedule(
                rate: rate, arrivals: .fixed, process: process, processes: processes, start: 1000,
                seed: 1)
            var fast = slow
            var (expected, found) = (LatencyHistogram(), LatencyHistogram())
            while slow.due < end, slow.taken < limit {
                expected.record(UInt64(end - slow.due))
                slow.take()
            }
            fast.takeWaiting(at: end, atMost: limit) { waited, count in
                found.record(UInt64(waited), times: count)
            }
            let (one, other) = (expected.distribution(), found.distribution())
            #expect(one.entries == other.entries)
            #expect(one.smallest == other.smallest && one.largest == other.largest)
            #expect(max(one.sum, other.sum) - min(one.sum, other.sum) <= one.count)
            #expect(slow.due == fast.due && slow.taken == fast.taken)
        }
    }

    @Test(.timeLimit(.minutes(1))) func billionsOfWaitingSlotsTakeNoTime() throws {
        let rate = try #require(Rate(perSecond: 10_000_000))
        var schedule = Schedule(
            rate: rate, arrivals: .fixed, process: 0, processes: 1, start: 0, seed: 1)
        var total: UInt64 = 0
        schedule.takeWaiting(at: 600_000_000_000, atMost: .max) { total += $1 }
        #expect(total == 6_000_000_000)
    }

    @Test func doesNotOverflow() throws {
        let rate = try #require(Rate(perSecond: 10_000_000))
        // A year at the highest rate.
        #expect(rate.due(slot: 315_360_000_000_000) == 31_536_000_000_000_000)
    }

    @Test(arguments: [0, -1, 0.0001, 1e8, .nan, .infinity])
    func refusesRates(_ rate: Double) { #expect(Rate(perSecond: rate) == nil) }

    @Test(arguments: [1, 2, 3, 7])
    func processesShareOneSchedule(_ processes: Int) throws {
        let rate = try #require(Rate(perSecond: 997))
        var times: [Int64] = []
        for process in 0..<processes {
            var schedule = Schedule(
                rate: rate, arrivals: .fixed, process: process, processes: processes,
                start: 1_000, seed: 1)
            for _ in 0..<50 {
                times.append(schedule.due)
                schedule.take()
            }
        }
        let expected = (0..<UInt64(50 * processes)).map { 1_000 + rate.due(slot: $0) }
        #expect(times.sorted() == expected)
    }

    @Test func poissonHasTheRate() throws {
        let rate = try #require(Rate(perSecond: 1000))
        var schedule = Schedule(
            rate: rate, arrivals: .poisson, process: 0, processes: 2, start: 0, seed: 42)
        var distances: [Double] = []
        var last: Int64 = 0
        for _ in 0..<100_000 {
            distances.append(Double(schedule.due - last))
            last = schedule.due
            schedule.take()
        }
        // Half the rate for one of two processes: mean 2 ms, and deviation the same.
        let mean = distances.reduce(0, +) / 100_000
        let variance = distances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100_000
        #expect(abs(mean - 2e6) < 2e4)
        #expect(abs(variance.squareRoot() - 2e6) < 4e4)
    }

    @Test func seedsAreReproducedAndProcessesDiffer() throws {
        let rate = try #require(Rate(perSecond: 10))
        func first(_ process: Int, _ seed: UInt64) -> Int64 {
            Schedule(
                rate: rate, arrivals: .poisson, process: process, processes: 2, start: 0, seed: seed
            ).due
        }
        #expect(first(0, 1) == first(0, 1))
        #expect(first(0, 1) != first(1, 1))
        #expect(first(0, 1) != first(0, 2))
    }

    @Test func idleRingIsFirstComeFirstServed() {
        var ring = IdleRing(capacity: 3)
        #expect(ring.pop() == nil)
        for round in 0..<5 {
            for slot in 0..<3 { ring.push(slot, at: Int64(round)) }
            #expect(ring.nonEmptySince == Int64(round))
            #expect(ring.pop() == 0)
            ring.push(0, at: 100)
            #expect((ring.pop(), ring.pop(), ring.pop(), ring.pop()) == (1, 2, 0, nil))
        }
    }
}
