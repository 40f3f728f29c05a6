/// The outcome of a test of the hypothesis that there is no difference.
package struct TestOutcome: Equatable, Sendable {
    /// A test statistic.
    package enum Statistic: String, Sendable {
        /// The sum of the ranks that one sample has among the values of both.
        case rankSum = "rank sum"
        /// The sum of the ranks, by size of change, of the pairs in which B is higher.
        case signedRanks = "signed ranks"
    }

    /// The statistic of this test.
    package var statistic: Statistic
    /// The two-sided p-value: the probability of data as extreme if there is no difference.
    package var p: Double
    /// The number of rearrangements drawn at random; nil when all were counted.
    package var drawn: Int?
}
