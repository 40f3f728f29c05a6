/// Ranks of values. They are doubled, so that they stay whole numbers where equal values share the
/// mean of their ranks.
enum Ranks {
    /// Twice the rank of each value, the smallest having rank 1.
    static func doubled(_ values: [Double]) -> [Int] {
        doubled(values.map { Interval(low: $0, high: $0) })
    }

    /// Twice the rank of each value, of which only an interval is known. Values count as equal if
    /// their intervals overlap, or are connected by others that overlap. The order of `values` does
    /// not matter.
    static func doubled(_ values: [Interval]) -> [Int] {
        let order = values.indices.sorted { values[$0].low < values[$1].low }
        var ranks = [Int](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var (end, high) = (start + 1, values[order[start]].high)
            while end < order.count, values[order[end]].low <= high {
                high = max(high, values[order[end]].high)
                end += 1
            }
            for index in order[start..<end] { ranks[index] = start + 1 + end }
            start = end
        }
        return ranks
    }
}
