/// The durations recorded in a run: the counters that are not zero, and the exact sum and extremes.
///
/// Processes send it to each other and results keep it. Adding two adds them counter by counter, so
/// nothing is lost.
package struct Distribution: Equatable, Sendable {
    /// A counter that is not zero.
    package struct Entry: Equatable, Sendable {
        /// The counter's index in ``HistogramLayout``.
        package var index: Int
        /// The number of values in it.
        package var count: UInt64

        /// A counter with so many values.
        package init(index: Int, count: UInt64) {
            self.index = index
            self.count = count
        }
    }

    /// Counters in ascending order, none of them zero.
    package private(set) var entries: [Entry] = []
    /// Number of values.
    package private(set) var count: UInt64 = 0
    /// Sum of all values in nanoseconds, exact.
    package private(set) var sum: UInt64 = 0
    /// Smallest value in nanoseconds, exact; 0 when there is none.
    package private(set) var smallest: UInt64 = 0
    /// Largest value in nanoseconds, exact; 0 when there is none.
    package private(set) var largest: UInt64 = 0

    /// A distribution without values.
    package init() {}

    /// A distribution whose sum and extremes are known. `entries` ascend, and none is zero.
    package init(entries: [Entry], sum: UInt64, smallest: UInt64, largest: UInt64) {
        self.entries = entries
        self.sum = sum
        self.smallest = smallest
        self.largest = largest
        count = entries.reduce(0) { $0 + $1.count }
    }

    /// A distribution of which only the counters are known, as in a `.hlog` file. Its sum and
    /// extremes are as exact as the counters, 0.1 %.
    package init(entries: [Entry]) {
        let sum = entries.reduce(UInt64(0)) { $0 &+ Self.middle(of: $1.index) &* $1.count }
        self.init(
            entries: entries, sum: sum,
            smallest: entries.first.map { HistogramLayout.lowestValue(at: $0.index) } ?? 0,
            largest: entries.last.map { HistogramLayout.highestValue(at: $0.index) } ?? 0)
    }

    /// Adds the values of `other`, exactly.
    package mutating func add(_ other: Distribution) {
        if other.count == 0 { return }
        if count == 0 {
            self = other
            return
        }
        var merged: [Entry] = []
        merged.reserveCapacity(max(entries.count, other.entries.count))
        var rest = other.entries[...]
        for entry in entries {
            while let next = rest.first, next.index < entry.index {
                merged.append(next)
                rest = rest.dropFirst()
            }
            if let next = rest.first, next.index == entry.index {
                merged.append(Entry(index: entry.index, count: entry.count + next.count))
                rest = rest.dropFirst()
            } else {
                merged.append(entry)
            }
        }
        entries = merged + rest
        count += other.count
        sum &+= other.sum
        smallest = min(smallest, other.smallest)
        largest = max(largest, other.largest)
    }

    /// The value of rank `rank`, the smallest having rank 1, in nanoseconds. It is rounded up to
    /// the end of its counter, as HdrHistogram does; nil above the number of values.
    package func value(atRank rank: UInt64) -> UInt64? {
        var seen: UInt64 = 0
        for entry in entries {
            seen += entry.count
            if seen >= rank { return min(HistogramLayout.highestValue(at: entry.index), largest) }
        }
        return nil
    }

    /// Arithmetic mean in nanoseconds; nil when there is no value.
    package var mean: Double? { count == 0 ? nil : Double(sum) / Double(count) }

    /// Standard deviation in nanoseconds, computed from the middles of the counters; nil without a
    /// value.
    package var deviation: Double? {
        guard let mean else { return nil }
        let squares = entries.reduce(0.0) { total, entry in
            let distance = Double(Self.middle(of: entry.index)) - mean
            return total + distance * distance * Double(entry.count)
        }
        return (squares / Double(count)).squareRoot()
    }

    private static func middle(of index: Int) -> UInt64 {
        let lowest = HistogramLayout.lowestValue(at: index)
        return lowest + (HistogramLayout.highestValue(at: index) - lowest) / 2
    }
}
