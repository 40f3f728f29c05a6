/// Ranks, doubled so that they are whole numbers where equal values share the mean of theirs.
enum Ranks {
    /// Twice the rank of each value, the smallest having rank 1.
    static func doubled(_ values: [Double]) -> [Int] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Int](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            let value = values[order[start]]
            let end = order[start...].firstIndex { values[$0] > value } ?? order.count
            for index in order[start..<end] { ranks[index] = start + 1 + end }
            start = end
        }
        return ranks
    }
}
