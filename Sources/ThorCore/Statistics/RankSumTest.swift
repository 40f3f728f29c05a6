/// The permutation test of two independent samples by their ranks (Wilcoxon 1945; Mann and Whitney
/// 1947): when A and B come from one distribution, every way to deal their values out to two
/// groups of these sizes was as likely.
///
/// Decision 0007 says why by ranks, and not by medians or means themselves.
package enum RankSumTest {
    /// Up to so many values of both groups together all ways are counted.
    package static let mostExact = 100

    /// The test of these two groups.
    package static func run(
        _ a: Sample, _ b: Sample, draws: Int, mostExact: Int = mostExact,
        _ generator: inout Randomness
    ) -> TestOutcome {
        // Two-sided, so it does not matter whose ranks are added up.
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
            // The first cards of a deck that goes on being shuffled (Fisher and Yates 1938).
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

    /// Counts the ways to reach each sum with each number of ranks, one rank after another. The
    /// numbers of ways are floating-point: 100 values have 10^29, and 15 digits of them will do.
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
