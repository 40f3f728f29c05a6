/// A number worked out from samples, and how far off it may be.
package struct Estimate: Equatable, Sendable {
    /// The number.
    package var value: Double
    /// Its confidence interval; nil when there are too few values for one.
    package var interval: Interval?
}
