/// The mapping of values to the counters of a histogram.
///
/// All histograms have the same, so that any two add up exactly, across processes and machines:
/// 1 nanosecond to one hour, three significant digits. It is that of HdrHistogram with 2,048
/// sub-buckets; a counter covers `2^n` nanoseconds, at most 0.1 % of its values.
package enum HistogramLayout {
    /// Smallest value that is distinguished from 0, in nanoseconds.
    package static let lowest: UInt64 = 1
    /// Largest value, in nanoseconds: one hour. Longer durations are recorded as this.
    package static let highest: UInt64 = 3_600_000_000_000
    /// Significant decimal digits.
    package static let digits = 3
    /// Half of the sub-buckets of HdrHistogram's bucket 0, as a power of two: 1,024.
    static let halfMagnitude = 10

    /// The index of the counter for `value` nanoseconds.
    package static func index(of value: UInt64) -> Int {
        let magnitude = 64 - (value | 2047).leadingZeroBitCount - (halfMagnitude + 1)
        return (magnitude << halfMagnitude) + Int(value >> UInt64(magnitude))
    }

    /// The smallest value of counter `index`, in nanoseconds.
    package static func lowestValue(at index: Int) -> UInt64 {
        let bucket = magnitude(at: index)
        return UInt64(index - bucket << halfMagnitude) << UInt64(bucket)
    }

    /// The largest value of counter `index`, in nanoseconds.
    package static func highestValue(at index: Int) -> UInt64 {
        lowestValue(at: index) + (1 << UInt64(magnitude(at: index))) - 1
    }

    /// The number of counters.
    package static let counters = index(of: highest) | ((1 << halfMagnitude) - 1) + 1

    private static func magnitude(at index: Int) -> Int {
        max(0, (index >> halfMagnitude) - 1)
    }
}
