/// Everything that a run has found out; what processes hand to their parent, files keep and
/// `thor merge` adds up.
package struct LoadResult: Equatable, Sendable {
    /// Name and version of the JSON form; docs/result-schema.md describes it.
    package static let schema = "thor-result/1"

    /// What was asked for.
    package var run = RunSettings()
    /// When the run began, in milliseconds since 1970.
    package var startedAt: UInt64 = 0
    /// From the first slot to the end of sending, in nanoseconds: what offered and sent rates
    /// are taken over.
    package var window: UInt64 = 0
    /// From the first slot to the last response or the end of waiting for it, in nanoseconds: what
    /// completed and good rates are taken over.
    package var elapsed: UInt64 = 0
    /// What became of the requests.
    package var tally = Tally()
    /// How long they took.
    package var latencies = Latencies()
    /// What the generator cost.
    package var watch = SelfWatch()
    /// Whether to believe it; worked out once per run, and again when results are merged.
    package var verdict = Verdict()

    /// Whether only latencies are known, as from a histogram log: counts, rates, costs and what was
    /// asked for then say nothing.
    package var holdsOnlyLatencies = false

    /// A result to which nothing has been added.
    package init() {}

    /// Adds the result of a process, or of a machine, that ran at the same time.
    ///
    /// - Throws: `ResultProblem.different` when the two would not mean the same together.
    package mutating func add(_ other: LoadResult) throws(ResultProblem) {
        if holdsOnlyLatencies || other.holdsOnlyLatencies {
            holdsOnlyLatencies = true
        } else {
            try run.add(other.run)
        }
        startedAt = min(startedAt, other.startedAt)
        window = max(window, other.window)
        elapsed = max(elapsed, other.elapsed)
        tally.add(other.tally)
        latencies.add(other.latencies)
        watch.add(other.watch)
    }

    /// `count` per second of the sending window.
    package func rateOfWindow(_ count: UInt64) -> Double {
        window == 0 ? 0 : Double(count) / Double(window) * 1e9
    }

    /// `count` per second of the whole run.
    package func rate(_ count: UInt64) -> Double {
        elapsed == 0 ? 0 : Double(count) / Double(elapsed) * 1e9
    }
}
