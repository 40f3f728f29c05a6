/// The user's settings of intervals and tests.
package struct StatisticsSettings: Equatable, Sendable {
    /// Confidence of intervals. The level of tests is 1 minus it.
    package var confidence = 0.95
    /// Resamples of a bootstrap, and draws of a test that does not count all; at least 100.
    package var resamples = 10_000
    /// Seed of the resamples. The same seed gives the same report.
    package var seed: UInt64 = 1

    /// 95 %, 10,000 resamples, seed 1.
    package init() {}

    /// The level of tests: the probability of a false alarm.
    package var level: Double { 1 - confidence }

    /// The confidence in text, such as `95 %`.
    package var confidenceText: String {
        Text.significant(confidence * 100, 6) + " %"
    }
}
