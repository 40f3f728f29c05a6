import Testing

@testable import ThorCore

@Suite struct MergingTests {
    private func run(
        _ seed: UInt64, at start: UInt64,
        _ change: (inout LoadResult) -> Void = { _ in
        }
    ) -> SavedResult.Part {
        var result = sampleResult(seed: seed)
        result.startedAt = start
        result.tally.good = result.tally.completed
        result.tally.failures = [UInt64](repeating: 0, count: FailureClass.total)
        result.tally.sent = result.tally.completed
        (result.tally.censored, result.tally.unsent) = (0, 0)
        result.tally.offered = result.tally.sent
        change(&result)
        result.verdict = Verdict(assessing: result)
        return ("\(seed).json", result)
    }

    private func problem(_ parts: SavedResult.Part...) -> String? {
        do throws(ClientError) {
            _ = try SavedResult.merge(parts)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func runsSideBySideAddUp() throws {
        let (one, two) = (run(1, at: 1000), run(2, at: 1000))
        let merged = try SavedResult.merge([one, two])
        #expect(merged.verdict == Verdict())
        #expect(
            merged.rate(merged.tally.completed) == 2 * one.result.rate(one.result.tally.completed))
    }

    @Test func runsOneAfterTheOtherDoNot() throws {
        let (one, two) = (run(1, at: 1000), run(2, at: 61_000))
        let merged = try SavedResult.merge([one, two])
        #expect(merged.elapsed == 2 * one.result.elapsed)
        #expect(merged.rate(merged.tally.completed) == one.result.rate(one.result.tally.completed))
        #expect(merged.verdict.grade == .suspect)
        #expect(merged.verdict.reasons.first?.contains("side by side") == true)
    }

    @Test func theUnionOfTimeHasNoGapsAndNothingTwice() {
        #expect(SavedResult.union([5..<10, 0..<3, 8..<12, 9..<10]) == 10)
        #expect(SavedResult.union([]) == 0)
    }

    @Test func theSameRunTwiceIsRefused() {
        #expect(problem(run(1, at: 0), run(1, at: 0))?.contains("same run as 1.json") == true)
    }

    @Test func settingsMustAgree() {
        let one = run(1, at: 0)
        #expect(problem(one, run(2, at: 0) { $0.run.pipeline = 8 })?.contains("pipelining") == true)
        #expect(
            problem(one, run(2, at: 0) { $0.run.arrivals = .poisson })?.contains("arrivals")
                == true)
        #expect(problem(one, run(2, at: 0) { $0.run.timeout = 5 })?.contains("timeout") == true)
        #expect(
            problem(one, run(2, at: 0) { $0.run.version = .http10 })?.contains("version")
                == true)
        #expect(problem(one, run(2, at: 0) { $0.run.rate = Rate(perSecond: 5) }) == nil)
    }

    @Test func theVerdictIsNoBetterThanTheWorst() throws {
        let busy = run(2, at: 0) { $0.watch.busiest = 990 }
        let bad = run(3, at: 0) { result in
            result.tally.unsent = 1500
            result.tally.offered += 1500
        }
        let merged = try SavedResult.merge([run(1, at: 0), busy, bad])
        #expect(merged.verdict.grade == .invalid)
        #expect(merged.verdict.reasons.contains { $0.hasPrefix("2.json: the generator was") })
        #expect(merged.verdict.reasons.contains { $0.hasPrefix("3.json: 44.1 % of the slots") })
    }

    @Test func aLogHoldsLatenciesOnly() throws {
        let log = HistogramLog.text(of: run(1, at: 5250).result)
        let part = ("1.hlog", try SavedResult.fromLog(log))
        #expect(part.1.startedAt == 5250)
        #expect(part.1.json["counts"] == .null)
        #expect(try LoadResult(json: part.1.json) == part.1)
        for result in [part.1, try SavedResult.merge([part, run(2, at: 5250)])] {
            let text = Summary(result).text
            #expect(result.verdict.grade == .suspect)
            #expect(text.contains("send lag"))
            for word in ["good", "status", "connection", "closed loop", "generator"] {
                #expect(!text.contains(word), "\(word)")
            }
        }
        // The same run, once as a log: nothing is counted twice.
        #expect(problem(part, run(1, at: 5250))?.contains("same run") == true)
    }
}
