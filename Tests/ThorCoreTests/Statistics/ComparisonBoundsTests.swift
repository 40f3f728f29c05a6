import Testing

@testable import ThorCore

/// Findings at their bounds: what exact arithmetic has on a bound is on it.
@Suite struct ComparisonBoundsTests {
    private func compare(
        _ a: [Double], _ b: [Double], margin: Double? = nil, confidence: Double = 0.95
    ) throws -> Comparison {
        var settings = StatisticsSettings()
        settings.confidence = confidence
        return Comparison(
            try #require(Sample(a)), try #require(Sample(b)), settings: settings, margin: margin)
    }

    private func paired(_ pairs: [(Double, Double)]) throws -> Comparison {
        func observations(_ values: [Double]) -> [Observation] {
            values.enumerated().map { Observation(value: $1, keys: ["\($0)"]) }
        }
        let (a, b) = (observations(pairs.map(\.0)), observations(pairs.map(\.1)))
        return Comparison(try Pairing(a, b, by: ["round"]))
    }

    /// 2 of 20 ways are one in ten, and 1 - 0.9 is a little less.
    @Test func theLevelItselfIsSignificant() throws {
        #expect(try compare([1, 2, 3], [4, 5, 6], confidence: 0.9).isSignificant)
        #expect(try !compare([1, 2, 3], [4, 5, 6]).isSignificant)
        #expect(try !compare([1, 2, 3], [4, 5, 6], confidence: 0.901).isSignificant)
    }

    /// Ratios of exactly the margin are within it, and those a millionth beyond are not.
    @Test func theMarginItselfIsEqual() throws {
        for tenths in 1...500 {
            let margin = Double(tenths) / 10 / 100
            for (share, beyond) in [(1000 + tenths, 1e-6), (1000 - tenths, -1e-6)] {
                let b = Double(share) / 10
                func finding(_ b: Double) throws -> Comparison.Finding {
                    // One draw is as good as another without noise.
                    var settings = StatisticsSettings()
                    settings.resamples = 100
                    return Comparison(
                        try #require(Sample([Double](repeating: 100, count: 6))),
                        try #require(Sample([Double](repeating: b, count: 6))),
                        settings: settings, margin: margin
                    ).finding
                }
                #expect(try finding(b) == .equalWithinMargin, "\(tenths) \(share)")
                #expect(try finding(b + beyond) == .differs, "\(tenths) \(share)")
            }
        }
    }

    /// The lower end is the mean of a fall by 0.1 and of a rise by 0.1, which is 0 and no more.
    @Test func anEndAtNoDifferenceExcludesNothing() throws {
        let (fall, rise): (Double, Double) = (20.1 - 20.2, 10.2 - 10.1)
        #expect(fall + rise > 0)
        let falls: [(Double, Double)] = [(20.2, 20.1), (20.2, 20.1)]
        let rises = [(Double, Double)](repeating: (10.1, 10.2), count: 7)
        let found = try paired(falls + rises + [(0, 0.1)])
        #expect(found.ratio == nil)
        #expect(try abs(#require(found.difference.interval).low) < 1e-12)
        #expect(found.excludesNone == false)
        // With one fall less it does.
        let more = try paired(falls.dropLast() + rises + [(0, 0.1), (0, 0.1)])
        #expect(more.excludesNone == true)
    }

    /// Ratios beyond the bounds are none, and the size is a difference.
    @Test func ratiosThatAreTooLargeAreNotGiven() throws {
        let small = [Double](repeating: 0x1p-1030, count: 4) + [Double](repeating: 1, count: 6)
        let large = [Double](repeating: 1e50, count: 10)
        let found = try compare(small, large, margin: 0.5)
        #expect(found.ratio == nil)
        #expect(found.finding == .differs)
        #expect(
            found.sentence(nil)
                == "B is higher: 1e50 more (95 % interval 1e50 to 1e50), p < 0.0001")
        #expect(
            try compare(large, small).sentence(nil)
                == "B is lower: 1e50 less (95 % interval 1e50 to 1e50), p < 0.0001")
        let pairs = zip(small, large).map { ($0, $1) }
        #expect(try paired(pairs).ratio == nil)
        #expect(try paired(pairs.map { ($1, $0) }).ratio == nil)
        #expect(try paired(pairs).sentence(nil).hasPrefix("B is higher: 1e50 more (95 % "))
        // Too few for an interval is another thing.
        #expect(try compare([1, 2], [2, 4]).ratio == Estimate(value: 2, interval: nil))
    }

    /// Whatever the size, a sentence has one.
    @Test func everyDifferenceHasASize() throws {
        for exponent in stride(from: -100, through: 100, by: 5) {
            let b = Double("1e\(exponent)") ?? 0
            let found = try compare(
                [Double](repeating: 3, count: 8), [Double](repeating: b, count: 8))
            let sentence = found.sentence(nil)
            #expect(sentence.contains("(95 % interval "), "\(sentence)")
            #expect(!sentence.contains("inf") && !sentence.contains("nan"), "\(sentence)")
        }
    }
}
