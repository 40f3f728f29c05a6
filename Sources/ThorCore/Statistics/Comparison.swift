/// The comparison of two samples of per-trial figures, A and B.
package struct Comparison: Equatable, Sendable {
    /// The conclusion.
    package enum Finding: String, Sendable {
        /// There is a difference: the test and the interval both show it.
        case differs = "difference"
        /// The interval lies within the margin, so that any difference is too small to matter.
        case equalWithinMargin = "equal"
        /// Neither of the two.
        case notShown = "not-shown"
    }

    /// The most values of a side. More would be figures of single requests, which are not
    /// independent, instead of trials.
    package static let mostValues = 100_000
    /// The ratios that are reported. Others are not of figures of one kind, and some are infinite,
    /// such as 1e50 / 1e-310.
    package static let ratioBounds = 1e-120...Sample.largestMagnitude

    /// The samples.
    package let a: Sample, b: Sample
    /// Whether values were compared pair by pair.
    package let isPaired: Bool
    /// B minus A: the difference of the medians, or the median of the pairs' differences.
    package let difference: Estimate
    /// B divided by A: the ratio of the medians, or the median of the pairs' ratios. Nil unless all
    /// values are positive and the ratio and its interval are within ``ratioBounds``.
    package let ratio: Estimate?
    /// The test of the hypothesis that there is no difference.
    package let test: TestOutcome
    /// Confidence, resamples and seed.
    package let settings: StatisticsSettings
    /// The margin of equality as a share of A, below 1: with 0.02, B is equal from 0.98 to 1.02
    /// times A. Nil for none.
    package let margin: Double?

    /// Compares independent samples by the percentile bootstrap and the rank-sum test.
    package init(
        _ a: Sample, _ b: Sample, settings: StatisticsSettings = .init(), margin: Double? = nil
    ) {
        var generator = Randomness(seed: settings.seed)
        (self.a, self.b, self.settings, self.margin) = (a, b, settings, margin)
        isPaired = false
        let medians = Self.resampledMedians(a, b, settings, &generator)
        func estimate(_ change: (Double, Double) -> Double) -> Estimate {
            let draws = medians?.map { change($0.a, $0.b) }
            let interval = draws.flatMap {
                Bootstrap.interval(of: $0, .percentile, settings.confidence)
            }
            return Estimate(value: change(a.median, b.median), interval: interval)
        }
        difference = estimate { $1 - $0 }
        let quotient = estimate { $1 / $0 }
        // An interval with an infinite end is nil, although there were enough values.
        let ends =
            quotient.interval.map { [$0.low, $0.high] } ?? (medians == nil ? [] : [.infinity])
        let isGiven =
            a.minimum > 0 && b.minimum > 0
            && ([quotient.value] + ends).allSatisfy(Self.ratioBounds.contains)
        ratio = isGiven ? quotient : nil
        test = RankSumTest.run(a, b, draws: settings.resamples, &generator)
    }

    /// Compares pairs, such as the trials of one round; effects that both of a pair share cancel
    /// out.
    ///
    /// Intervals are expanded percentile intervals. The test is the signed-rank test of the ratios,
    /// for which 2 and 1/2 are changes of the same size, or of the differences when there are no
    /// ratios.
    package init(
        _ pairing: Pairing, settings: StatisticsSettings = .init(), margin: Double? = nil
    ) {
        var generator = Randomness(seed: settings.seed)
        (a, b, self.settings, self.margin) = (pairing.a, pairing.b, settings, margin)
        isPaired = true
        func estimate(_ sample: Sample) -> Estimate {
            Estimate(
                value: sample.median, interval: Bootstrap.median(sample, settings, &generator))
        }
        difference = estimate(pairing.differences)
        ratio = pairing.ratios.map(estimate)
        let measure = ratio == nil ? PairedChange.Measure.difference : .ratio
        let changes = pairing.pairs.map { PairedChange(from: $0.a, to: $0.b, measure) }
        test = SignedRankTest.run(changes, draws: settings.resamples, &generator)
    }

    /// Medians of resamples of both samples; nil when one is too small for an interval.
    private static func resampledMedians(
        _ a: Sample, _ b: Sample, _ settings: StatisticsSettings, _ generator: inout Randomness
    ) -> [(a: Double, b: Double)]? {
        guard min(a.count, b.count) >= Bootstrap.leastCount(settings.confidence) else {
            return nil
        }
        let (first, second) = (ResampledMedian(a), ResampledMedian(b))
        return (0..<settings.resamples).map { _ in
            (first.draw(&generator), second.draw(&generator))
        }
    }
}

extension Comparison {
    /// Whether there were enough values for an interval.
    package var hasInterval: Bool { difference.interval != nil }

    /// The relative rounding error that an end of an interval may have: decimals are rounded when
    /// they are read, and so are means, differences, ratios and interpolated values. An end within
    /// it of a bound counts as equal to the bound.
    private static let rounding = 16 * Double.ulpOfOne

    /// Whether the interval excludes "no difference"; nil without an interval.
    package var excludesNone: Bool? {
        if let ratio, let interval = ratio.interval {
            return !interval.contains(1, within: Self.rounding)
        }
        let size = max(abs(a.median), abs(b.median))
        return difference.interval.map { !$0.contains(0, within: Self.rounding * size) }
    }

    /// Whether the test alone shows a difference. It has a tolerance, because 1 - 0.9 is computed
    /// as less than 2 / 20.
    package var isSignificant: Bool { test.p <= settings.level * (1 + 1e-9) }

    /// The conclusion. A difference needs both the test and the interval: with equal medians and
    /// unequal spreads the test alone is wrong too often (decision 0007).
    package var finding: Finding {
        if let margin, let interval = ratio?.interval {
            let bounds = Interval(low: 1 - margin, high: 1 + margin)
            if bounds.contains(interval.low, within: Self.rounding),
                bounds.contains(interval.high, within: Self.rounding)
            {
                return .equalWithinMargin
            }
        }
        return isSignificant && excludesNone == true ? .differs : .notShown
    }
}
