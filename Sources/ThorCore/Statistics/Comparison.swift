/// What two samples of per-trial figures say about the difference between A and B.
package struct Comparison: Equatable, Sendable {
    /// What may be said.
    package enum Finding: String, Sendable {
        /// There is a difference: the test and the interval both say so.
        case differs = "difference"
        /// The interval lies inside of the margin, so that what difference there is does not
        /// matter.
        case equalWithinMargin = "equal"
        /// Neither.
        case notShown = "not-shown"
    }

    /// Values of a side that a comparison is made for. More are no per-trial figures but single
    /// requests, which are not independent of each other.
    package static let mostValues = 100_000
    /// Ratios that are given. Those beyond are not of figures of one kind, and not all of them are
    /// numbers: 1e50 / 1e-310 is infinite.
    package static let ratioBounds = 1e-120...Sample.largestMagnitude

    /// The samples.
    package let a: Sample, b: Sample
    /// Whether values were compared pair by pair.
    package let isPaired: Bool
    /// B minus A: of the medians, or the median of the pairs' differences.
    package let difference: Estimate
    /// B divided by A, likewise; nil unless all values are positive, and it and its interval within
    /// ``ratioBounds``.
    package let ratio: Estimate?
    /// The test of "there is no difference".
    package let test: TestOutcome
    /// What was asked for.
    package let settings: StatisticsSettings
    /// Share of A within which B counts as equal, such as 0.02 for 0.98 to 1.02 times A, below 1;
    /// nil when none was named.
    package let margin: Double?

    /// Compares independent samples: percentile bootstrap, rank-sum test.
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
        // An end that is no number makes the interval nil, though there are medians for one.
        let ends =
            quotient.interval.map { [$0.low, $0.high] } ?? (medians == nil ? [] : [.infinity])
        let isGiven =
            a.minimum > 0 && b.minimum > 0
            && ([quotient.value] + ends).allSatisfy(Self.ratioBounds.contains)
        ratio = isGiven ? quotient : nil
        test = RankSumTest.run(a, b, draws: settings.resamples, &generator)
    }

    /// Compares pairs, such as the trials of one round: whatever both of a pair had in common
    /// drops out. Intervals are the expanded percentile's, the test is by signed ranks of how far
    /// the ratios are from 1, 2 being as far as 1/2, or of the differences where there are no
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

    /// How far an end of an interval may be from where exact arithmetic has it, as a share of what
    /// it was worked out from: decimals are rounded when read, and so are the mean of two, the
    /// difference or ratio, and what lies between two draws. An end so near to a bound is on it.
    private static let rounding = 16 * Double.ulpOfOne

    /// Whether "no difference" lies outside of the interval; nil without one.
    package var excludesNone: Bool? {
        if let ratio, let interval = ratio.interval {
            return !interval.contains(1, within: Self.rounding)
        }
        let size = max(abs(a.median), abs(b.median))
        return difference.interval.map { !$0.contains(0, within: Self.rounding * size) }
    }

    /// Whether the test alone speaks of a difference. There is a hair of tolerance: 1 - 0.9 is less
    /// than the 0.1 of 2 in 20.
    package var isSignificant: Bool { test.p <= settings.level * (1 + 1e-9) }

    /// What may be said. A difference needs both the test and the interval: with equal medians and
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
