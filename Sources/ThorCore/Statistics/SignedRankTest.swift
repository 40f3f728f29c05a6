/// The sign-flip test of paired differences, by their ranks (Wilcoxon 1945; Pratt 1959 for zeros):
/// when A and B do not differ, each pair's difference might as well have had the other sign.
package enum SignedRankTest {
    /// Up to so many pairs all flips are counted.
    package static let mostExact = 200

    /// The test of these changes.
    package static func run(
        _ changes: [PairedChange], draws: Int, mostExact: Int = mostExact,
        _ generator: inout Randomness
    ) -> TestOutcome {
        let ranks = Ranks.doubled(changes.map(\.size))
        // No change has a rank and no sign: it leaves the sum alone.
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

    /// Counts the flips that reach each sum, one rank after another: each is in the sum or not.
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
