/// Bootstrap confidence intervals of medians. They were chosen by their coverage, which decision
/// 0007 reports.
package enum Bootstrap {
    /// The share of the resamples that lies outside of an interval on either side.
    package enum Tail: Sendable {
        /// Half of 1 minus the confidence: the percentile interval (Efron 1979).
        case percentile
        /// Less, for a sample of `count` values: the expanded percentile interval (Hesterberg, What
        /// Teachers Should Know About the Bootstrap, 2015, section 5.2). It corrects for the spread
        /// of resamples, which is too small by `sqrt((n-1)/n)`, and uses Student's quantiles, which
        /// suit few values.
        case expanded(count: Int)

        /// The share on either side.
        func probability(_ confidence: Double) -> Double {
            let half = (1 - confidence) / 2
            guard case .expanded(let count) = self, count > 1 else { return half }
            let quantile = StudentDistribution.quantile(aboveWith: half, degrees: count - 1)
            let spread = (Double(count) / Double(count - 1)).squareRoot()
            return StudentDistribution.normalUpperTail(spread * quantile)
        }
    }

    /// The smallest number of values for which there is an interval of the median. An interval lies
    /// between the smallest and the largest value, and those enclose the true median with a
    /// probability of `1 - 2^(1-n)`: no method can promise more.
    package static func leastCount(_ confidence: Double) -> Int {
        var (count, missed) = (1, 1.0)
        // With a tolerance, because 1 - 0.75 may be computed as more or less than 1/4.
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

    /// The interval between two quantiles of `draws`, interpolated between neighbours; nil when one
    /// of them is not finite.
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
