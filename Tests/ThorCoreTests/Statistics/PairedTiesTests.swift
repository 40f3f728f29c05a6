import Testing

@testable import ThorCore

/// Pairs that change equally are tied, whatever rounding makes of them. What is expected is counted
/// here in whole numbers.
@Suite struct PairedTiesTests {
    private typealias Pair = (a: Int, b: Int)

    /// The p-value of pairs of whole numbers, each divided by `scale` as a decimal.
    private func p(_ pairs: [Pair], scale: Int = 1) throws -> Double {
        try comparison(pairs, scale: scale).test.p
    }

    private func comparison(_ pairs: [Pair], scale: Int) throws -> Comparison {
        func observations(_ values: [Int]) -> [Observation] {
            values.enumerated().map {
                Observation(value: Double($1) / Double(scale), keys: ["\($0)"])
            }
        }
        let pairing = try Pairing(
            observations(pairs.map(\.a)), observations(pairs.map(\.b)), by: ["round"])
        return Comparison(pairing)
    }

    /// Whether one change is smaller than another, in whole numbers.
    private func ratioIsSmaller(_ one: Pair, _ other: Pair) -> Bool {
        max(one.a, one.b) * min(other.a, other.b) < max(other.a, other.b) * min(one.a, one.b)
    }

    private func differenceIsSmaller(_ one: Pair, _ other: Pair) -> Bool {
        abs(one.b - one.a) < abs(other.b - other.a)
    }

    /// Every flip of signs, one by one, of ranks that are counted pair by pair.
    private func slowP(_ pairs: [Pair], isSmaller: (Pair, Pair) -> Bool) -> Double {
        // Twice the mean rank: below it all that is smaller, beside it half of what is equal.
        let ranks = pairs.map { own -> Int in
            let below = pairs.count { isSmaller($0, own) }
            let above = pairs.count { isSmaller(own, $0) }
            return 1 + below + pairs.count - above
        }
        let moving = pairs.indices.filter { pairs[$0].a != pairs[$0].b }
        let observed = moving.reduce(0) { $0 + (pairs[$1].b > pairs[$1].a ? ranks[$1] : 0) }
        var (notAbove, notBelow) = (0, 0)
        for flips in 0..<(1 << moving.count) {
            var sum = 0
            for (bit, index) in moving.enumerated() where flips >> bit & 1 == 1 {
                sum += ranks[index]
            }
            if sum <= observed { notAbove += 1 }
            if sum >= observed { notBelow += 1 }
        }
        return min(1, 2 * Double(min(notAbove, notBelow)) / Double(1 << moving.count))
    }

    /// As many up as down, by the same ratio: nothing could be more equal.
    @Test(arguments: [(10, 11, 20), (3, 7, 24), (49, 50, 10), (1, 10, 30)])
    func upAndDownByTheSameRatio(_ low: Int, _ high: Int, _ count: Int) throws {
        let pairs: [Pair] = (0..<count).map { $0 % 2 == 0 ? (low, high) : (high, low) }
        for scale in [1, 10, 1000] { #expect(try p(pairs, scale: scale) == 1, "\(scale)") }
    }

    /// The ratio is the same, the numbers are not.
    @Test func theSameRatioOfOtherNumbers() throws {
        let pairs: [Pair] = (1...24).map { round in
            let (low, high) = (10 * round, 11 * round)
            return round <= 12 ? (low, high) : (high, low)
        }
        for scale in [1, 10, 1000] { #expect(try p(pairs, scale: scale) == 1, "\(scale)") }
        // All of them up: the least p there is.
        let all: [Pair] = (1...12).map { (10 * $0, 11 * $0) }
        #expect(try abs(p(all, scale: 100) - 2.0 / 4096) < 1e-15)
    }

    @Test(arguments: [1, 10, 100]) func ratiosOfFewValues(_ scale: Int) throws {
        var generator = Randomness(seed: 17)
        for _ in 0..<40 {
            let pairs: [Pair] = (0..<12).map { _ in
                (
                    Int.random(in: 10...13, using: &generator),
                    Int.random(in: 10...13, using: &generator)
                )
            }
            let expected = slowP(pairs, isSmaller: ratioIsSmaller)
            #expect(try abs(p(pairs, scale: scale) - expected) < 1e-12, "\(pairs)")
        }
    }

    /// Where there is no ratio, because of a value that is not positive.
    @Test(arguments: [1, 10, 100]) func differencesOfFewValues(_ scale: Int) throws {
        var generator = Randomness(seed: 18)
        for _ in 0..<40 {
            var pairs: [Pair] = [(0, 1)]
            for _ in 1..<12 {
                let a = Int.random(in: 0..<1000, using: &generator)
                pairs.append((a, a + Int.random(in: -3...3, using: &generator)))
            }
            let expected = slowP(pairs, isSmaller: differenceIsSmaller)
            #expect(try abs(p(pairs, scale: scale) - expected) < 1e-12, "\(pairs)")
        }
    }

    /// More pairs than are counted are drawn, with the same ties: near 1, and not near 0.
    @Test func drawnOnesAreTiedLikewise() throws {
        let pairs: [Pair] = (0..<202).map { $0 % 2 == 0 ? (10, 11) : (11, 10) }
        let found = try comparison(pairs, scale: 10)
        #expect(found.test.drawn == 10_000)
        #expect(found.test.p > 0.9)
    }

    /// Changes that differ are no ties, however little: by a billionth, and counts of 15 digits.
    @Test func nearlyEqualIsNotEqual() {
        func ranks(_ pairs: [(Double, Double)], _ measure: PairedChange.Measure) -> [Int] {
            Ranks.doubled(pairs.map { PairedChange(from: $0, to: $1, measure).size })
        }
        #expect(ranks([(1, 1.1), (1.100000001, 1), (1, 1)], .ratio) == [4, 6, 2])
        #expect(ranks([(0x1p-1030, 0x1p-1029), (4, 1), (5, 1)], .ratio) == [2, 4, 6])
        let large = 4e15
        #expect(
            ranks(
                [(large, large + 2), (large, large + 1), (0, 0), (large, large - 1)], .difference)
                == [8, 5, 2, 5])
        #expect(ranks([(0.1, 0.1), (0.1, (0.1).nextUp)], .difference) == [2, 4])
    }

    @Test func overlappingIntervalsAreTied() {
        func ranks(_ ends: [(Double, Double)]) -> [Int] {
            Ranks.doubled(ends.map { Interval(low: $0, high: $1) })
        }
        #expect(ranks([(3, 4), (1, 2), (2, 2.5), (5, 6)]) == [6, 3, 3, 8])
        // The third connects the other two, whatever the order.
        #expect(ranks([(1, 2), (3, 4), (1.5, 3.5)]) == [4, 4, 4])
        #expect(ranks([(1.5, 3.5), (3, 4), (1, 2), (0, 0)]) == [6, 6, 6, 2])
    }
}
