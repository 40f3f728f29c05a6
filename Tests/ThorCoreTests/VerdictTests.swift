import Testing

@testable import ThorCore

@Suite struct VerdictTests {
    /// An open loop without blemish.
    private func clean() -> LoadResult {
        var result = sampleResult()
        result.tally.failures = [UInt64](repeating: 0, count: FailureClass.total)
        result.tally.sent = result.tally.completed
        (result.tally.censored, result.tally.unsent) = (0, 0)
        result.tally.offered = result.tally.sent
        return result
    }

    @Test func findsNothingWhereNothingIs() {
        let verdict = Verdict(assessing: clean())
        #expect(verdict == Verdict())
    }

    @Test func aBusyGeneratorIsTheBottleneck() {
        var result = clean()
        result.watch.busiest = 970
        #expect(Verdict(assessing: result).grade == .invalid)
        #expect(Verdict(assessing: result).reasons.first?.contains("bottleneck") == true)
        result.run.rate = nil
        #expect(Verdict(assessing: result).grade == .suspect)
    }

    @Test func aStarvedGeneratorIsSuspectInAClosedLoop() {
        var result = clean()
        result.watch.runDelay = result.watch.wall / 5
        #expect(Verdict(assessing: result).grade == .valid)
        result.run.rate = nil
        #expect(Verdict(assessing: result).grade == .suspect)
    }

    @Test func ownLagCounts() {
        var result = clean()
        var late = LatencyHistogram()
        for _ in 0..<2000 { late.record(2_000_000) }
        // Late for want of a connection is the server's doing...
        result.latencies.lag = late.distribution()
        #expect(Verdict(assessing: result).grade == .valid)
        // ...late by itself is the generator's.
        result.latencies.ownLag = late.distribution()
        #expect(Verdict(assessing: result).grade == .suspect)
    }

    @Test func exhaustionIsInvalid() {
        var result = clean()
        result.tally.failures[FailureClass(.connect, .portsExhausted).position] = 1
        result.tally.sent += 1
        result.tally.offered += 1
        #expect(Verdict(assessing: result).grade == .invalid)
    }

    @Test func failuresWeighByTheirShare() {
        var result = clean()
        func with(_ count: UInt64) -> Verdict {
            var failing = result
            failing.tally.failures[FailureClass(.receive, .reset).position] = count
            failing.tally.sent += count
            failing.tally.offered += count
            return Verdict(assessing: failing)
        }
        #expect(with(10).grade == .valid)
        #expect(with(100).grade == .suspect)
        #expect(with(2000).grade == .invalid)
        result.tally.sent += 1
        #expect(Verdict(assessing: result).reasons.contains { $0.contains("do not add up") })
    }

    /// Back-off and timeouts make failures rare where the server is dead most of the time.
    @Test func failuresWeighByTheirTime() throws {
        func with(_ lost: UInt64) -> LoadResult {
            var result = clean()
            result.run.rate = nil
            result.tally.completed += 32_000
            result.tally.sent += 32_032
            result.tally.offered = result.tally.sent
            result.tally.failures[FailureClass(.receive, .timedOut).position] = 32
            result.tally.connectionTime = 24_000_000_000
            result.tally.lostTime = lost
            return result
        }
        #expect(Verdict(assessing: with(200_000_000)).grade == .valid)
        let some = Verdict(assessing: with(2_400_000_000))
        #expect(some.grade == .suspect)
        #expect(some.reasons.first?.hasPrefix("10.0 % of the connections' time") == true)
        #expect(Verdict(assessing: with(16_000_000_000)).grade == .invalid)
        let again = try LoadResult(json: with(16_000_000_000).json)
        #expect(again.tally.lostTime == 16_000_000_000)
    }

    @Test func slotsNeverSentAreSuspect() {
        var result = clean()
        result.tally.unsent = 5
        result.tally.offered += 5
        result.verdict = Verdict(assessing: result)
        #expect(result.verdict.grade == .suspect)
        #expect(result.exitStatus == ExitStatus.someFailed)
    }

    @Test func aRateThatWasHardlySentIsInvalid() {
        var result = clean()
        result.tally.unsent = 5000
        result.tally.offered += 5000
        result.verdict = Verdict(assessing: result)
        #expect(result.verdict.grade == .invalid)
        #expect(result.exitStatus == ExitStatus.invalidMeasurement)
    }

    @Test func answersNobodyAskedForAreSuspect() {
        var result = clean()
        result.tally.unsolicited = 1
        let verdict = Verdict(assessing: result)
        #expect(verdict.grade == .suspect)
        #expect(verdict.reasons.first?.contains("nobody asked for") == true)
    }

    @Test func requestsInFlightAtTheEndCount() {
        func with(_ count: UInt64) -> LoadResult {
            var result = clean()
            result.tally.good = result.tally.completed
            result.tally.censored = count
            result.tally.sent += count
            result.tally.offered += count
            result.verdict = Verdict(assessing: result)
            return result
        }
        #expect(with(0).exitStatus == ExitStatus.success)
        #expect(with(4).verdict.grade == .valid)
        #expect(with(4).exitStatus == ExitStatus.someFailed)
        #expect(with(100).verdict.grade == .suspect)
        #expect(with(3000).verdict.grade == .invalid)
    }
}
