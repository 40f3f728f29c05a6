/// The result of a run: processes send it to their parent, `--json` files keep it, and `thor merge`
/// adds it up.
package struct LoadResult: Equatable, Sendable {
    /// Name and version of the JSON form, which docs/result-schema.md describes.
    package static let schema = "thor-result/1"

    /// What the run was asked to do.
    package var run = RunSettings()
    /// The start of the run, in milliseconds since 1970.
    package var startedAt: UInt64 = 0
    /// Time from the first slot to the end of sending, in nanoseconds. Offered and sent rates are
    /// averages over it.
    package var window: UInt64 = 0
    /// Time from the first slot to the last response, or to the end of sending if that was later,
    /// in nanoseconds. Completed and good rates are averages over it.
    package var elapsed: UInt64 = 0
    /// The counts.
    package var tally = Tally()
    /// The latencies.
    package var latencies = Latencies()
    /// The generator's own costs.
    package var watch = SelfWatch()
    /// The verdict, made at the end of a run and again when results are merged.
    package var verdict = Verdict()

    /// Whether only latencies are known, as of a histogram log. Settings, counts, rates and costs
    /// are meaningless then.
    package var holdsOnlyLatencies = false

    /// An empty result.
    package init() {}

    /// Adds the result of another process or machine that ran at the same time.
    ///
    /// - Throws: `ResultProblem.different` when the settings differ so that the sum would mean
    ///   nothing.
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

    /// `count` per second of ``window``.
    package func rateOfWindow(_ count: UInt64) -> Double {
        window == 0 ? 0 : Double(count) / Double(window) * 1e9
    }

    /// `count` per second of ``elapsed``.
    package func rate(_ count: UInt64) -> Double {
        elapsed == 0 ? 0 : Double(count) / Double(elapsed) * 1e9
    }
}
