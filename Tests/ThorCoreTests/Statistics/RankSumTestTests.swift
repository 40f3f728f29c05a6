import Testing

@testable import ThorCore

@Suite struct RankSumTestTests {
    private func sample(_ values: [Double]) throws -> Sample { try #require(Sample(values)) }

    private func outcome(
        _ a: [Double], _ b: [Double], draws: Int = 1000, mostExact: Int = RankSumTest.mostExact
    ) throws -> TestOutcome {
        var generator = Randomness(seed: 3)
        return RankSumTest.run(
            try sample(a), try sample(b), draws: draws, mostExact: mostExact, &generator)
    }

    /// Every way, by labels: slow and evident.
    private func slowP(_ a: [Double], _ b: [Double]) -> Double {
        let ranks = Ranks.doubled(a + b)
        let observed = ranks[..<a.count].reduce(0, +)
        var (notAbove, notBelow, total) = (0, 0, 0)
        for labels in 0..<(1 << ranks.count) where labels.nonzeroBitCount == a.count {
            let sum = ranks.indices.filter { labels >> $0 & 1 == 1 }.map { ranks[$0] }
                .reduce(0, +)
            total += 1
            if sum <= observed { notAbove += 1 }
            if sum >= observed { notBelow += 1 }
        }
        return min(1, 2 * Double(min(notAbove, notBelow)) / Double(total))
    }

    static let groups: [([Double], [Double])] = [
        ([1, 2, 3], [4, 5, 6]), ([1, 2, 3, 4], [2.5, 9, 1.5]), ([5], [1, 2, 3, 4]),
        ([1, 1, 2, 2], [2, 2, 3, 3]), ([3.3, 1.1, 2.2, 5.5, 4.4], [9.9, 3.5, 7.1, 6, 2.9]),
        ([-1, 0, 1, 8], [0.5, -3]), ([1, 2], [1, 2]),
    ]

    @Test(arguments: groups) func allWaysAreCounted(_ a: [Double], _ b: [Double]) throws {
        let found = try outcome(a, b)
        #expect(found.drawn == nil)
        #expect(abs(found.p - slowP(a, b)) < 1e-12)
        #expect(try outcome(b, a).p == found.p)
    }

    @Test func knownValue() throws {
        // Two of the twenty ways to deal out six values are as extreme.
        #expect(try outcome([1, 2, 3], [4, 5, 6]).p == 0.1)
    }

    @Test(arguments: groups) func drawnOnesAgree(_ a: [Double], _ b: [Double]) throws {
        let exact = try outcome(a, b).p
        let drawn = try outcome(a, b, draws: 20_000, mostExact: 0)
        #expect(drawn.drawn == 20_000)
        #expect(abs(drawn.p - exact) < 0.02)
    }

    /// The data as they are count as a draw: 1 of 10,001, and both sides.
    @Test func aDrawnPIsNeverZero() throws {
        let low = (0..<60).map(Double.init)
        let found = try outcome(low, low.map { $0 + 1000 }, draws: 10_000)
        #expect(found.drawn == 10_000)
        #expect(abs(found.p - 2.0 / 10_001) < 1e-12)
    }

    @Test func equalValuesShowNothing() throws {
        let same = [Double](repeating: 2, count: 6)
        #expect(try outcome(same, same).p == 1)
        #expect(try outcome([2], [2]).p == 1)
        #expect(try outcome(same, same, mostExact: 0).p == 1)
    }

    /// 50 against 50 is exact, and in agreement with draws; one more is drawn.
    @Test func whereExactEnds() throws {
        let fifty = (0..<50).map(Double.init)
        let exact = try outcome(fifty, fifty.map { $0 + 6.5 })
        #expect(exact.drawn == nil)
        let drawn = try outcome(fifty, fifty.map { $0 + 6.5 }, draws: 10_000, mostExact: 0)
        #expect(abs(drawn.p - exact.p) < 0.01)
        #expect(exact.p > 0.01 && exact.p < 0.05)
        #expect(try outcome(fifty, (0..<51).map(Double.init)).drawn == 1000)
    }

    /// Values without any noise still differ.
    @Test func constantsThatDiffer() throws {
        let found = try outcome(
            [Double](repeating: 47, count: 10), [Double](repeating: 78, count: 10))
        #expect(abs(found.p - 2.0 / 184_756) < 1e-12)
    }
}
