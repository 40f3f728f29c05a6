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
