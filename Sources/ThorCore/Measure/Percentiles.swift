/// Percentiles of a latency of which some values are censored.
///
/// A request that timed out, or was in flight when the run ended, would have taken longer than Thor
/// waited: its latency is censored. Each percentile is computed twice: as if every censored request
/// had finished the moment it was given up (the floor), and as if none ever would. Where both agree
/// the percentile is exact. Where they differ it lies among the censored values, and the floor is a
/// lower bound.
package struct Percentiles: Sendable {
    /// One percentile.
    package enum Value: Equatable, Sendable {
        /// The exact value, in nanoseconds.
        case exactly(UInt64)
        /// A lower bound in nanoseconds: the percentile is a censored value.
        case atLeast(UInt64)
        /// Unknown: fewer than ten samples lie beyond it, `n(1-p) < 10`.
        case tooFewSamples

        /// The exact value or the lower bound, in nanoseconds; nil when unknown.
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
    /// The relative difference within which the two computed values count as equal: the resolution
    /// of a counter on either side.
    static let resolution = 0.002

    private let completed: Distribution
    private let floor: Distribution

    /// The percentiles of these values.
    ///
    /// - Parameters:
    ///   - completed: latencies of requests with a response.
    ///   - censored: the waiting of the others.
    package init(completed: Distribution, censored: Distribution = Distribution()) {
        self.completed = completed
        var union = completed
        union.add(censored)
        floor = union
    }

    /// Number of requests, with a response or without.
    package var count: UInt64 { floor.count }

    /// The percentile `percent`, from 0 to 100.
    package func value(_ percent: Double) -> Value {
        let total = Double(floor.count)
        // 99.9 has no exact binary form: with this tolerance 10,000 samples are enough for it.
        let beyond = total * (100 - percent) / 100
        if beyond + 1e-6 < Self.neededBeyond { return .tooFewSamples }
        let rank = Swift.max(1, UInt64((total * percent / 100 - 1e-6).rounded(.up)))
        return value(atRank: rank)
    }

    /// The largest latency; a lower bound when the longest one is censored.
    package var maximum: Value {
        floor.count == 0 ? .tooFewSamples : value(atRank: floor.count)
    }

    /// The mean in nanoseconds, and whether it is a lower bound because some latencies are
    /// censored; nil without values.
    package var mean: (nanoseconds: Double, isAtLeast: Bool)? {
        guard let exact = completed.mean, floor.count > completed.count else {
            return floor.mean.map { ($0, completed.count == 0) }
        }
        // In floating point, because billions of slots never sent may have waited over 2^64 ns.
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
