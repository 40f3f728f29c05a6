/// Percentiles of a latency that some requests have not finished yet.
///
/// A request that was timed out, or still in flight when the run ended, took longer than it was
/// waited for: its latency is censored. Each percentile is worked out twice, once as if every
/// censored request had finished the moment it was given up (`floor`), once as if it never would
/// (`ceiling`). Where both agree the percentile is exact; where they do not it lies in the censored
/// part and only "at least" can be said.
package struct Percentiles: Sendable {
    /// One percentile, ready to be shown.
    package enum Value: Equatable, Sendable {
        /// Known, in nanoseconds.
        case exactly(UInt64)
        /// In the censored part: no less than this many nanoseconds.
        case atLeast(UInt64)
        /// Fewer than ten samples beyond it, so that it would say little: `n(1-p) < 10`.
        case tooFewSamples

        /// What it is at least, in nanoseconds, as far as that is known.
        package var lowest: UInt64? {
            switch self {
            case .exactly(let value), .atLeast(let value): value
            case .tooFewSamples: nil
            }
        }
    }

    /// The percentiles that summaries and results show.
    package static let shown: [Double] = [50, 75, 90, 95, 99, 99.9, 99.99]
    /// Samples that must lie beyond a percentile for it to be shown.
    package static let neededBeyond = 10.0
    /// How far floor and ceiling may be apart and still count as one value: the resolution of
    /// the counters on either side.
    static let resolution = 0.002

    private let completed: Distribution
    private let floor: Distribution

    /// - Parameters:
    ///   - completed: latencies of answered requests.
    ///   - censored: how long the others were waited for.
    package init(completed: Distribution, censored: Distribution = Distribution()) {
        self.completed = completed
        var union = completed
        union.add(censored)
        floor = union
    }

    /// Number of requests, answered or not.
    package var count: UInt64 { floor.count }

    /// The percentile `percent`, from 0 to 100.
    package func value(_ percent: Double) -> Value {
        let total = Double(floor.count)
        // 99.9 has no exact binary form: a hair of tolerance keeps 10,000 samples enough for it.
        let beyond = total * (100 - percent) / 100
        if beyond + 1e-6 < Self.neededBeyond { return .tooFewSamples }
        let rank = Swift.max(1, UInt64((total * percent / 100 - 1e-6).rounded(.up)))
        return value(atRank: rank)
    }

    /// The largest latency: at least the longest wait when that was censored.
    package var maximum: Value {
        floor.count == 0 ? .tooFewSamples : value(atRank: floor.count)
    }

    /// The mean in nanoseconds, and whether it is only a lower bound because some latencies are
    /// censored; nil without any.
    package var mean: (nanoseconds: Double, isAtLeast: Bool)? {
        guard let exact = completed.mean, floor.count > completed.count else {
            return floor.mean.map { ($0, completed.count == 0) }
        }
        // In floating point: billions of slots never sent may have waited longer than 2^64 ns.
        let censored = floor.count - completed.count
        var sum = exact * Double(completed.count)
        var rest = completed.entries[...]
        for entry in floor.entries {
            var count = entry.count
            if let next = rest.first, next.index == entry.index {
                count -= next.count
                rest = rest.dropFirst()
            }
            sum += Double(HistogramLayout.lowestValue(at: entry.index)) * Double(count)
        }
        return (sum / Double(completed.count + censored), true)
    }

    private func value(atRank rank: UInt64) -> Value {
        guard let low = floor.value(atRank: rank) else { return .tooFewSamples }
        guard let high = completed.value(atRank: rank) else { return .atLeast(low) }
        let same = Double(high) <= Double(low) * (1 + Self.resolution)
        return same ? .exactly(high) : .atLeast(low)
    }
}
