/// How many rearrangements lie as far out as what was observed. The statistics are whole numbers,
/// so that equal ones are equal.
struct TailCount {
    private let observed: Int
    private var (notAbove, notBelow, total) = (0, 0, 0)

    init(observed: Int) { self.observed = observed }

    mutating func count(_ statistic: Int) {
        total += 1
        if statistic <= observed { notAbove += 1 }
        if statistic >= observed { notBelow += 1 }
    }

    /// Twice the smaller tail of what was drawn. The data as they are count as one more draw, so
    /// that p is never 0 and the level is kept (Phipson and Smyth, Permutation P-values Should
    /// Never Be Zero, 2010).
    var p: Double { min(1, 2 * Double(min(notAbove, notBelow) + 1) / Double(total + 1)) }

    /// Twice the smaller tail when the ways to each statistic are known, from 0 on.
    static func p(ofWays ways: ArraySlice<Double>, observed: Int) -> Double {
        let middle = ways.startIndex + observed
        let (below, above) = (ways[...middle].reduce(0, +), ways[middle...].reduce(0, +))
        return min(1, 2 * min(below, above) / ways.reduce(0, +))
    }
}
