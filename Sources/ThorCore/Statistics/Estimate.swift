/// A number estimated from samples, and its confidence interval.
package struct Estimate: Equatable, Sendable {
    /// The number.
    package var value: Double
    /// The interval; nil when there are too few values for one.
    package var interval: Interval?
}
