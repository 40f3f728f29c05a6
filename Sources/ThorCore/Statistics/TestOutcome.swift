/// What a test of "there is no difference" has found.
package struct TestOutcome: Equatable, Sendable {
    /// What was compared between the data and its rearrangements.
    package enum Statistic: String, Sendable {
        /// Sum of the ranks that one sample has among the values of both.
        case rankSum = "rank sum"
        /// Sum of the ranks of the pairs in which B is higher, by the size of their difference.
        case signedRanks = "signed ranks"
    }

    /// What was compared.
    package var statistic: Statistic
    /// How probable something as far out is when there is no difference, on both sides.
    package var p: Double
    /// How many rearrangements were drawn at random; nil when all of them were counted.
    package var drawn: Int?
}
