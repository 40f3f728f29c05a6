/// The figures of one or more trials, which are finite numbers.
package struct Sample: Equatable, Sendable {
    /// The largest absolute value. Sums of squares of more than a million such values are finite.
    package static let largestMagnitude = 1e120

    /// The values in ascending order.
    package let sorted: [Double]

    /// A sample of these values; nil when there are none, or one is not a number or beyond
    /// ``largestMagnitude``.
    package init?(_ values: [Double]) {
        guard !values.isEmpty, values.allSatisfy({ abs($0) <= Self.largestMagnitude }) else {
            return nil
        }
        sorted = values.sorted()
    }

    /// Number of values.
    package var count: Int { sorted.count }
    /// Smallest value.
    package var minimum: Double { sorted[0] }
    /// Largest value.
    package var maximum: Double { sorted[count - 1] }
    /// The median: the middle value, or the mean of the two middle ones.
    package var median: Double { sorted[(count - 1) / 2] / 2 + sorted[count / 2] / 2 }
    /// Arithmetic mean.
    package var mean: Double { sorted.reduce(0, +) / Double(count) }

    /// Standard deviation with `n - 1` in the denominator; nil for a single value.
    package var deviation: Double? {
        guard count > 1 else { return nil }
        let mean = mean
        let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(count - 1)).squareRoot()
    }
}
