/// Bootstrap confidence intervals of medians. Decision 0007 has the coverage that they were chosen
/// by.
package enum Bootstrap {
    /// How much of the resamples an interval leaves out on either side.
    package enum Tail: Sendable {
        /// Half of what confidence leaves: the percentile interval (Efron 1979).
        case percentile
        /// Less, for a sample of `count` values: the expanded percentile interval (Hesterberg, What
        /// Teachers Should Know About the Bootstrap, 2015, section 5.2). Resamples spread by
        /// `sqrt((n-1)/n)` too little, and quantiles of few values are Student's; both are made
        /// good.
        case expanded(count: Int)

        /// The share left out on either side.
        func probability(_ confidence: Double) -> Double {
            let half = (1 - confidence) / 2
            guard case .expanded(let count) = self, count > 1 else { return half }
            let quantile = StudentDistribution.quantile(aboveWith: half, degrees: count - 1)
            let spread = (Double(count) / Double(count - 1)).squareRoot()
            return StudentDistribution.normalUpperTail(spread * quantile)
        }
    }

    /// The least number of values for which there is an interval of the median. It lies between
    /// the smallest and the largest value, and those enclose the true median with probability
    /// `1 - 2^(1-n)` only: no method could promise more.
    package static func leastCount(_ confidence: Double) -> Int {
        var (count, missed) = (1, 1.0)
        // A hair of tolerance: 1 - 0.75 may come out above or below 1/4.
        while missed > (1 - confidence) * (1 + 1e-9) {
            count += 1
            missed /= 2
        }
        return count
    }

    /// An interval of the median of a sample; nil with fewer than ``leastCount(_:)`` values.
    package static func median(
        _ sample: Sample, _ settings: StatisticsSettings, _ generator: inout Randomness
    ) -> Interval? {
        guard sample.count >= leastCount(settings.confidence) else { return nil }
        let resampled = ResampledMedian(sample)
        var draws: [Double] = []
        draws.reserveCapacity(settings.resamples)
        for _ in 0..<settings.resamples { draws.append(resampled.draw(&generator)) }
        return interval(of: draws, .expanded(count: sample.count), settings.confidence)
    }

    /// The interval between the quantiles of `draws`, interpolated between neighbours; nil when one
    /// is not finite.
    static func interval(of draws: [Double], _ tail: Tail, _ confidence: Double) -> Interval? {
        let sorted = draws.sorted()
        let position = tail.probability(confidence) * Double(sorted.count - 1)
        let below = Int(position)
        let share = position - Double(below)
        func between(_ near: Double, _ far: Double) -> Double { near + (far - near) * share }
        let last = sorted.count - 1
        let interval = Interval(
            low: between(sorted[below], sorted[below + 1]),
            high: between(sorted[last - below], sorted[last - below - 1]))
        return interval.low.isFinite && interval.high.isFinite ? interval : nil
    }
}
