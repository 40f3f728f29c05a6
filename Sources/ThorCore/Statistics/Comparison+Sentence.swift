extension Comparison {
    /// The finding in one sentence, such as
    /// `B is slower: 5.1 % more (95 % interval 4.2 to 6.0 %), p = 0.0002`.
    package func sentence(_ meaning: MoreMeans?) -> String {
        switch finding {
        case .differs:
            let isHigher = ratio.map { $0.value > 1 } ?? (difference.value > 0)
            let word = MoreMeans.word(meaning, isHigher: isHigher)
            return "B is \(word): " + change(isHigher: isHigher) + ", \(pText)"
        case .equalWithinMargin:
            let percent = Text.significant((margin ?? 0) * 100, 3)
            return "equal within the margin of \(percent) %: \(signedChange), \(pText)"
        case .notShown:
            return "no difference shown: \(signedChange), \(pText)\(contradiction)"
        }
    }

    /// The p-value in words.
    var pText: String {
        test.p < 0.0001 ? "p < 0.0001" : "p = " + Text.significant(test.p, test.p < 0.1 ? 2 : 3)
    }

    /// The explanation for a reader where test and interval disagree; empty where they agree.
    private var contradiction: String {
        guard let excludesNone, excludesNone != isSignificant else { return "" }
        return isSignificant
            ? "; the test alone would show one, the interval does not"
            : "; the interval alone would show one, the test does not"
    }

    /// The size of a difference without a sign, such as `5.1 % more (95 % interval 4.2 to 6.0 %)`.
    private func change(isHigher: Bool) -> String {
        let (scaled, unit) = scaledDifference
        let word = isHigher ? "more" : "less"
        let show = formatter(scaled)
        let size = "\(show(abs(scaled.value)))\(unit) \(word)"
        guard let interval = scaled.interval else { return size }
        let ends = isHigher ? (interval.low, interval.high) : (-interval.high, -interval.low)
        return "\(size) (\(settings.confidenceText) interval \(show(ends.0)) to "
            + "\(show(ends.1))\(unit))"
    }

    /// The difference with its sign, such as `+0.3 % (95 % interval -0.9 to +1.5 %)`.
    private var signedChange: String {
        let (scaled, unit) = scaledDifference
        let show = formatter(scaled)
        func signed(_ value: Double) -> String {
            let text = show(value)
            return text.hasPrefix("-") || text.allSatisfy { "0.".contains($0) } ? text : "+" + text
        }
        let confidence = settings.confidenceText
        guard let interval = scaled.interval else {
            let least = Bootstrap.leastCount(settings.confidence)
            let needed = isPaired ? "pairs" : "values of each"
            return "\(signed(scaled.value))\(unit) (no \(confidence) interval: it needs \(least) "
                + "\(needed))"
        }
        return "\(signed(scaled.value))\(unit) (\(confidence) interval "
            + "\(signed(interval.low)) to \(signed(interval.high))\(unit))"
    }

    /// The difference in per cent of A, or in the unit of the values if there is no ratio.
    private var scaledDifference: (Estimate, unit: String) {
        guard let ratio else { return (difference, "") }
        func percent(_ value: Double) -> Double { (value - 1) * 100 }
        let interval = ratio.interval.map {
            Interval(low: percent($0.low), high: percent($0.high))
        }
        return (Estimate(value: percent(ratio.value), interval: interval), " %")
    }

    /// A formatter with the same number of decimals for an estimate and the ends of its interval:
    /// at least one, and so many that the largest of them has two digits.
    private func formatter(_ estimate: Estimate) -> (Double) -> String {
        let ends = estimate.interval.map { [$0.low, $0.high] } ?? []
        let largest = ([estimate.value] + ends).map { abs($0) }.max() ?? 0
        if largest >= 1e9 || (largest > 0 && largest < 1e-6) {
            return { Text.significant($0, 3) }
        }
        var decimals = 1
        var bound = 1.0
        while largest > 0, largest < bound, decimals < 9 {
            decimals += 1
            bound /= 10
        }
        return { Text.fixed($0, decimals) }
    }
}
