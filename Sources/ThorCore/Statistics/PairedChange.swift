/// How B differs from A in one pair: which way, and by how much as far as the numbers tell.
///
/// Figures are decimals that were rounded when they were read, and so equal changes come out a
/// little unequal: 11 / 10 and 10 / 11 by their logarithms, 10.2 - 10.1 and 20.2 - 20.1 in any
/// case. Tests by ranks want to know which are tied. A size is therefore kept as the interval that
/// it lies in whatever the rounding was, a few units in the last place wide; decision 0007 says
/// more.
package struct PairedChange: Equatable, Sendable {
    /// What a size is.
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

    /// Which way: 1 when B is higher, -1 when it is lower, 0 when both are equal.
    package let sign: Int
    /// Where the size lies. That of a change is never the size of none.
    package let size: Interval

    /// The change from `a` to `b`.
    package init(from a: Double, to b: Double, _ measure: Measure) {
        sign = a == b ? 0 : a < b ? 1 : -1
        let (larger, smaller) = (Self.read(max(a, b)), Self.read(min(a, b)))
        // The calculation rounds once more.
        let low = measure.size(larger.low, smaller.high).nextDown
        let high = measure.size(larger.high, smaller.low).nextUp
        size =
            sign == 0
            ? Interval(low: measure.none, high: measure.none)
            : Interval(low: max(low, measure.none.nextUp), high: high)
    }

    /// Where the decimal lies that was read as `value`. Whole numbers are read as they are, up to
    /// 2^53.
    private static func read(_ value: Double) -> Interval {
        let isExact = abs(value) <= 0x1p53 && value == value.rounded()
        return isExact
            ? Interval(low: value, high: value)
            : Interval(low: value.nextDown, high: value.nextUp)
    }
}
