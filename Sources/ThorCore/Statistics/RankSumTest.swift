/// The rank-sum test of two independent samples (Wilcoxon 1945; Mann and Whitney 1947): if A and B
/// come from the same distribution, every division of their values into two groups of these sizes
/// is equally likely.
///
/// Decision 0007 explains why it uses ranks instead of medians or means.
package enum RankSumTest {
    /// The most values of both groups together for which all divisions are counted.
    package static let mostExact = 100

    /// Tests two samples. Above `mostExact` values it draws `draws` random divisions.
    package static func run(
        _ a: Sample, _ b: Sample, draws: Int, mostExact: Int = mostExact,
        _ generator: inout Randomness
    ) -> TestOutcome {
        // The test is two-sided: either group's ranks may be added up.
        let (chosen, rest) = a.count <= b.count ? (a, b) : (b, a)
        let ranks = Ranks.doubled(chosen.sorted + rest.sorted)
        let observed = ranks[..<chosen.count].reduce(0, +)
        if ranks.count <= mostExact {
            let p = exact(ranks, chosen: chosen.count, observed: observed)
            return TestOutcome(statistic: .rankSum, p: p, drawn: nil)
        }
        var tail = TailCount(observed: observed)
        var deck = ranks
        for _ in 0..<draws {
            // The first cards of a deck that is shuffled again and again (Fisher and Yates 1938).
            var sum = 0
            for card in 0..<chosen.count {
                let other = Int(generator.next(upperBound: UInt64(deck.count - card)))
                deck.swapAt(card, card + other)
                sum += deck[card]
            }
            tail.count(sum)
        }
        return TestOutcome(statistic: .rankSum, p: tail.p, drawn: draws)
    }

    /// Counts the divisions for each sum and number of ranks, one rank after another. The counts
    /// are floating-point: with 100 values they reach 10^29, and 15 digits are enough.
    private static func exact(_ ranks: [Int], chosen: Int, observed: Int) -> Double {
        let width = ranks.reduce(0, +) + 1
        var ways = [Double](repeating: 0, count: (chosen + 1) * width)
        ways[0] = 1
        for (done, rank) in ranks.enumerated() {
            for number in stride(from: min(done + 1, chosen), to: 0, by: -1) {
                let (row, above) = (number * width, (number - 1) * width)
                for sum in rank..<width { ways[row + sum] += ways[above + sum - rank] }
            }
        }
        return TailCount.p(ofWays: ways[(chosen * width)...], observed: observed)
    }
}
