import Testing

@testable import ThorCore

@Suite struct ComparisonTests {
    private static let base: [Double] = [
        100, 101, 99, 102, 98, 100.5, 99.5, 101.5, 100.2, 100.1,
    ]

    private func compare(
        _ a: [Double], _ b: [Double], margin: Double? = nil
    ) throws -> Comparison {
        Comparison(try #require(Sample(a)), try #require(Sample(b)), margin: margin)
    }

    private func paired(
        _ a: [Double], _ b: [Double], margin: Double? = nil
    ) throws -> Comparison {
        func observations(_ values: [Double]) -> [Observation] {
            values.enumerated().map { Observation(value: $1, keys: ["\($0)"]) }
        }
        let pairing = try Pairing(observations(a), observations(b), by: ["round"])
        return Comparison(pairing, margin: margin)
    }

    @Test func aDifferenceIsSaid() throws {
        let found = try compare(Self.base, Self.base.map { $0 * 1.05 })
        #expect(found.finding == .differs)
        let ratio = try #require(found.ratio)
        #expect(abs(ratio.value - 1.05) < 1e-12)
        #expect(try #require(ratio.interval).contains(1.05))
        #expect(try #require(found.difference.interval).contains(found.difference.value))
        #expect(
            found.sentence(.slower).hasPrefix("B is slower: 5.0 % more (95 % interval "))
        #expect(found.sentence(nil).hasPrefix("B is higher: "))
        #expect(found.sentence(.better).hasPrefix("B is better: "))
    }

    @Test func lessIsSaidWithoutSigns() throws {
        let found = try compare(Self.base.map { $0 * 1.05 }, Self.base)
        let sentence = found.sentence(.slower)
        #expect(sentence.hasPrefix("B is faster: 4.8 % less (95 % interval "), "\(sentence)")
        #expect(!sentence.contains("-"))
        #expect(found.sentence(.worse).hasPrefix("B is better"))
        #expect(found.sentence(nil).hasPrefix("B is lower"))
    }

    @Test func noDifferenceIsNotClaimed() throws {
        let found = try compare(Self.base, Self.base.map { $0 + 0.2 })
        #expect(found.finding == .notShown)
        #expect(found.sentence(.slower).hasPrefix("no difference shown: +0.2 % (95 % interval -"))
    }

    @Test func equalValues() throws {
        let same = [Double](repeating: 5, count: 8)
        let found = try compare(same, same)
        #expect(found.test.p == 1)
        #expect(found.difference.interval == Interval(low: 0, high: 0))
        #expect(found.finding == .notShown)
        #expect(
            found.sentence(nil)
                == "no difference shown: 0.0 % (95 % interval 0.0 to 0.0 %), p = 1")
        #expect(try compare(same, same, margin: 0.01).finding == .equalWithinMargin)
        // Other values without any noise differ for certain.
        #expect(try compare(same, same.map { $0 + 1 }).finding == .differs)
    }

    @Test func tooFewValuesClaimNothing() throws {
        for count in 1...5 {
            let a = (0..<count).map(Double.init)
            let found = try compare(a.map { $0 + 1 }, a.map { $0 + 100 })
            #expect(found.difference.interval == nil && found.ratio?.interval == nil)
            #expect(found.finding == .notShown)
            #expect(
                found.sentence(nil).contains("(no 95 % interval: it needs 6 values of each), p = "))
        }
        #expect(try compare([1], [2]).test.p == 1)
    }

    @Test func aMargin() throws {
        let near = Self.base.map { $0 * 1.002 }
        #expect(try compare(Self.base, near).finding == .notShown)
        let found = try compare(Self.base, near, margin: 0.03)
        #expect(found.finding == .equalWithinMargin)
        #expect(found.sentence(.slower).hasPrefix("equal within the margin of 3 %: +0.2 % (95 %"))
        #expect(try compare(Self.base, near, margin: 0.005).finding == .notShown)
        #expect(try compare(Self.base, near.map { $0 * 1.05 }, margin: 0.03).finding == .differs)
    }

    @Test func withoutPositiveValuesThereIsNoRatio() throws {
        let shifted = Self.base.map { $0 - 100 }
        let found = try compare(shifted, shifted.map { $0 + 10 }, margin: 0.01)
        #expect(found.ratio == nil)
        #expect(found.finding == .differs)
        let sentence = found.sentence(nil)
        #expect(sentence.hasPrefix("B is higher: 10.0 more (95 % interval "), "\(sentence)")
        #expect(try paired(shifted, shifted.map { $0 + 10 }).ratio == nil)
    }

    /// Rounds differ far more than A and B do; pairs see through it.
    @Test func pairsRemoveDifferencesBetweenRounds() throws {
        let moods: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        let a = zip(moods, Self.base).map { $0 * $1 }
        let b = a.enumerated().map { $1 * ($0 % 2 == 0 ? 1.05 : 1.04) }
        #expect(try compare(a, b).finding == .notShown)
        let found = try paired(a, b)
        #expect(found.finding == .differs)
        #expect(abs(try #require(found.ratio).value - 1.045) < 1e-12)
        #expect(found.test.statistic == .signedRanks)
        #expect(abs(found.test.p - 2.0 / 1024) < 1e-12)
        #expect(try paired(a, b, margin: 0.1).finding == .equalWithinMargin)
        #expect(try paired([1, 2], [2, 3]).sentence(nil).contains("it needs 6 pairs"))
    }

    @Test func theSameSeedGivesTheSame() throws {
        let far = Self.base.map { $0 * 1.01 }
        #expect(try compare(Self.base, far) == compare(Self.base, far))
        var settings = StatisticsSettings()
        settings.seed = 2
        let other = Comparison(
            try #require(Sample(Self.base)), try #require(Sample(far)), settings: settings)
        #expect(try other.difference.interval != compare(Self.base, far).difference.interval)
    }

    /// Most trials are a little higher, and some so much lower that the median of B is uncertain.
    @Test func testAndIntervalHaveToAgree() throws {
        let narrow: [Double] = [100, 100.1, 100.2, 100.3, 100.4, 100.5, 100.6, 100.7, 100.8, 100.9]
        let wide: [Double] = [60, 80, 101, 101.1, 101.2, 101.3, 101.4, 101.5, 101.6, 101.7]
        let found = try compare(narrow, wide)
        #expect(found.isSignificant && found.excludesNone == false)
        #expect(found.finding == .notShown)
        #expect(
            found.sentence(nil).hasSuffix("; the test alone would show one, the interval does not"))
    }
}
