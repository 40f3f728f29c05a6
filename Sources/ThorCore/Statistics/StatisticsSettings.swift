/// What a user may choose about intervals and tests.
package struct StatisticsSettings: Equatable, Sendable {
    /// Confidence of intervals; 1 minus it is the level of tests.
    package var confidence = 0.95
    /// Resamples of a bootstrap, and draws of a test that is not exact; at least 100.
    package var resamples = 10_000
    /// Seed of the resamples. The same seed gives the same report.
    package var seed: UInt64 = 1

    /// 95 %, 10,000 resamples, seed 1.
    package init() {}

    /// The probability of a false alarm that tests allow.
    package var level: Double { 1 - confidence }

    /// The confidence as people read it: `95 %`.
    package var confidenceText: String {
        Text.significant(confidence * 100, 6) + " %"
    }
}
