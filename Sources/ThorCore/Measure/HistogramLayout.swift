/// How values map to the counters of every histogram Thor keeps.
///
/// One layout for all, so that any two histograms add up exactly, across processes and machines:
/// nanoseconds from 1 to one hour, three significant digits. The mapping is that of HdrHistogram
/// with 2,048 sub-buckets; a counter covers `2^n` nanoseconds, at most 0.1 % of its values.
package enum HistogramLayout {
    /// Smallest value that is told apart from 0, in nanoseconds.
    package static let lowest: UInt64 = 1
    /// Largest value, in nanoseconds: one hour. Anything longer is recorded as this.
    package static let highest: UInt64 = 3_600_000_000_000
    /// Significant decimal digits.
    package static let digits = 3
    /// Half of the sub-buckets of HdrHistogram's bucket 0, as a power of two: 1,024.
    static let halfMagnitude = 10

    /// The counter that `value` falls into.
    package static func index(of value: UInt64) -> Int {
        let magnitude = 64 - (value | 2047).leadingZeroBitCount - (halfMagnitude + 1)
        return (magnitude << halfMagnitude) + Int(value >> UInt64(magnitude))
    }

    /// The smallest value that falls into counter `index`, in nanoseconds.
    package static func lowestValue(at index: Int) -> UInt64 {
        let bucket = magnitude(at: index)
        return UInt64(index - bucket << halfMagnitude) << UInt64(bucket)
    }

    /// The largest value that falls into counter `index`, in nanoseconds.
    package static func highestValue(at index: Int) -> UInt64 {
        lowestValue(at: index) + (1 << UInt64(magnitude(at: index))) - 1
    }

    /// The number of counters.
    package static let counters = index(of: highest) | ((1 << halfMagnitude) - 1) + 1

    private static func magnitude(at index: Int) -> Int {
        max(0, (index >> halfMagnitude) - 1)
    }
}
