internal import Histogram

/// A histogram of durations, recorded during a run in constant memory and about 3 ns a value.
///
/// It keeps the exact sum and extremes beside HdrHistogram's counters, so that mean and maximum are
/// exact.
package struct LatencyHistogram {
    private var counters = Histogram<UInt64>(
        lowestDiscernibleValue: HistogramLayout.lowest,
        highestTrackableValue: HistogramLayout.highest, numberOfSignificantValueDigits: .three)
    private var sum: UInt64 = 0
    private var smallest = UInt64.max
    private var largest: UInt64 = 0

    /// A histogram without values.
    package init() {}

    /// Number of values recorded.
    package var count: UInt64 { counters.totalCount }

    /// Records a duration in nanoseconds, `times` times. Durations above
    /// ``HistogramLayout/highest`` are recorded as that.
    @inline(__always)
    package mutating func record(_ nanoseconds: UInt64, times: UInt64 = 1) {
        let value = min(nanoseconds, HistogramLayout.highest)
        counters.record(value, count: times)
        sum &+= value &* times
        if value < smallest { smallest = value }
        if value > largest { largest = value }
    }

    /// Removes all values and keeps the memory.
    package mutating func reset() {
        counters.reset()
        sum = 0
        smallest = .max
        largest = 0
    }

    /// The values recorded so far.
    package func distribution() -> Distribution {
        if counters.totalCount == 0 { return Distribution() }
        let entries = counters.recordedValues().map {
            Distribution.Entry(index: HistogramLayout.index(of: $0.value), count: $0.count)
        }
        return Distribution(entries: entries, sum: sum, smallest: smallest, largest: largest)
    }
}
