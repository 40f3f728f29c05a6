/// A confidence interval.
package struct Interval: Equatable, Sendable {
    /// Its lower end.
    package var low: Double
    /// Its upper end.
    package var high: Double

    /// An interval with these ends.
    package init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    /// Whether `value` is in the interval, ends included, or at most `tolerance` outside of it.
    package func contains(_ value: Double, within tolerance: Double = 0) -> Bool {
        low - tolerance <= value && value <= high + tolerance
    }
}
