/// Counts the rearrangements whose statistic is as extreme as the observed one. Statistics are
/// whole numbers, so that ties are exact.
struct TailCount {
    private let observed: Int
    private var (notAbove, notBelow, total) = (0, 0, 0)

    /// A count without rearrangements.
    init(observed: Int) { self.observed = observed }

    /// Counts a rearrangement with this statistic.
    mutating func count(_ statistic: Int) {
        total += 1
        if statistic <= observed { notAbove += 1 }
        if statistic >= observed { notBelow += 1 }
    }

    /// The p-value: twice the smaller tail. The data themselves count as one more draw, so that p
    /// is never 0 and the level is kept (Phipson and Smyth, Permutation P-values Should Never Be
    /// Zero, 2010).
    var p: Double { min(1, 2 * Double(min(notAbove, notBelow) + 1) / Double(total + 1)) }

    /// The p-value when the number of rearrangements is known for each statistic, from 0 on.
    static func p(ofWays ways: ArraySlice<Double>, observed: Int) -> Double {
        let middle = ways.startIndex + observed
        let (below, above) = (ways[...middle].reduce(0, +), ways[middle...].reduce(0, +))
        return min(1, 2 * min(below, above) / ways.reduce(0, +))
    }
}
