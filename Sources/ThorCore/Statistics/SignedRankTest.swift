/// The signed-rank test of paired changes (Wilcoxon 1945; Pratt 1959 for zeros): if A and B do not
/// differ, each change is as likely to have the opposite sign.
package enum SignedRankTest {
    /// The most pairs for which all sign flips are counted.
    package static let mostExact = 200

    /// Tests these changes. Above `mostExact` pairs it draws `draws` random sign flips.
    package static func run(
        _ changes: [PairedChange], draws: Int, mostExact: Int = mostExact,
        _ generator: inout Randomness
    ) -> TestOutcome {
        let ranks = Ranks.doubled(changes.map(\.size))
        // A change of zero has a rank but no sign, and does not enter the sum.
        let signed = zip(changes.map(\.sign), ranks).filter { $0.0 != 0 }
        let observed = signed.reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
        let sizes = signed.map(\.1)
        if sizes.count <= mostExact {
            return TestOutcome(
                statistic: .signedRanks, p: exact(sizes, observed: observed), drawn: nil)
        }
        var tail = TailCount(observed: observed)
        for _ in 0..<draws {
            tail.count(sizes.reduce(0) { $0 + (Bool.random(using: &generator) ? $1 : 0) })
        }
        return TestOutcome(statistic: .signedRanks, p: tail.p, drawn: draws)
    }

    /// Counts the sign flips for each sum, one rank after another: each rank is in the sum or not.
    private static func exact(_ ranks: [Int], observed: Int) -> Double {
        var ways = [Double](repeating: 0, count: ranks.reduce(0, +) + 1)
        ways[0] = 1
        for rank in ranks {
            for sum in stride(from: ways.count - 1, through: rank, by: -1) {
                ways[sum] += ways[sum - rank]
            }
        }
        return TailCount.p(ofWays: ways[...], observed: observed)
    }
}
