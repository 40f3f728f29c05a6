import Testing

@testable import ThorCore

@Suite struct SignedRankTestTests {
    private func outcome(_ differences: [Double], mostExact: Int = 200) -> TestOutcome {
        var generator = Randomness(seed: 5)
        return SignedRankTest.run(
            differences.map { PairedChange(from: 0, to: $0, .difference) }, draws: 20_000,
            mostExact: mostExact, &generator)
    }

    /// Every flip of signs, one by one.
    private func slowP(_ differences: [Double]) -> Double {
        let ranks = Ranks.doubled(differences.map { abs($0) })
        let observed = differences.indices.filter { differences[$0] > 0 }.map { ranks[$0] }
            .reduce(0, +)
        var (notAbove, notBelow, total) = (0, 0, 0)
        for flips in 0..<(1 << differences.count) {
            var sum = 0
            for index in differences.indices where differences[index] != 0 {
                let isPositive = (differences[index] > 0) != (flips >> index & 1 == 1)
                if isPositive { sum += ranks[index] }
            }
            total += 1
            if sum <= observed { notAbove += 1 }
            if sum >= observed { notBelow += 1 }
        }
        return min(1, 2 * Double(min(notAbove, notBelow)) / Double(total))
    }

    static let cases: [[Double]] = [
        [1, 2, 3, 4, 5, 6], [-1, 2, -3, 4, 5, 6, 7], [1, 1, -1, 2, 2, -3], [0, 0, 1, -2, 3, 4],
        [0.5, -0.5], [3], [-4, -5, -6, 1],
    ]

    @Test(arguments: cases) func allFlipsAreCounted(_ differences: [Double]) {
        let found = outcome(differences)
        #expect(found.drawn == nil)
        #expect(abs(found.p - slowP(differences)) < 1e-12)
        #expect(abs(outcome(differences.map { -$0 }).p - found.p) < 1e-12)
    }

    @Test(arguments: cases) func drawnOnesAgree(_ differences: [Double]) {
        let drawn = outcome(differences, mostExact: 0)
        #expect(drawn.drawn == 20_000)
        #expect(abs(drawn.p - outcome(differences).p) < 0.02)
    }

    @Test func knownValues() {
        #expect(outcome([1, 2, 3, 4, 5, 6]).p == 2.0 / 64)
        #expect(Ranks.doubled([3, 1, 1, 0]) == [8, 5, 5, 2])
    }

    @Test func noDifferenceShowsNothing() {
        #expect(outcome([0, 0, 0]).p == 1)
        #expect(outcome([0]).p == 1)
    }

    @Test func hundredsOfPairsAreExactStill() {
        let differences = (1...200).map { Double($0 % 2 == 0 ? $0 : -$0) }
        let found = outcome(differences)
        #expect(found.drawn == nil && found.p > 0.5 && found.p <= 1)
        #expect(outcome((1...201).map(Double.init)).drawn == 20_000)
    }
}
