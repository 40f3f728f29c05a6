/// The change from A to B in one pair: its direction, and its size within the rounding errors.
///
/// Figures are decimals that were rounded when they were read, so equal changes are computed as
/// slightly unequal: 11 / 10 and 10 / 11 by their logarithms, 10.2 - 10.1 and 20.2 - 20.1 as
/// differences. Rank tests have to know which changes are tied. The size is therefore an interval
/// that contains the exact size, a few units in the last place wide (decision 0007).
package struct PairedChange: Equatable, Sendable {
    /// The measure of a change's size.
    package enum Measure: Sendable {
        /// The larger value divided by the smaller one, both being positive.
        case ratio
        /// The larger value minus the smaller one.
        case difference

        /// The size of no change.
        fileprivate var none: Double { self == .ratio ? 1 : 0 }

        fileprivate func size(_ larger: Double, _ smaller: Double) -> Double {
            self == .ratio ? larger / smaller : larger - smaller
        }
    }

    /// The direction: 1 when B is higher, -1 when it is lower, 0 when both are equal.
    package let sign: Int
    /// The interval that contains the size. Unless the values are equal, it excludes the size of no
    /// change.
    package let size: Interval

    /// The change from `a` to `b`.
    package init(from a: Double, to b: Double, _ measure: Measure) {
        sign = a == b ? 0 : a < b ? 1 : -1
        let (larger, smaller) = (Self.read(max(a, b)), Self.read(min(a, b)))
        // The computation itself rounds once more.
        let low = measure.size(larger.low, smaller.high).nextDown
        let high = measure.size(larger.high, smaller.low).nextUp
        size =
            sign == 0
            ? Interval(low: measure.none, high: measure.none)
            : Interval(low: max(low, measure.none.nextUp), high: high)
    }

    /// The interval that contains the decimal which was read as `value`. Whole numbers up to 2^53
    /// are exact.
    private static func read(_ value: Double) -> Interval {
        let isExact = abs(value) <= 0x1p53 && value == value.rounded()
        return isExact
            ? Interval(low: value, high: value)
            : Interval(low: value.nextDown, high: value.nextUp)
    }
}
