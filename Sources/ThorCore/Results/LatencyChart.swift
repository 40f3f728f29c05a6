internal import SystemCalls

/// A distribution drawn with block characters: rows of geometrically growing width, so that the
/// body of the distribution and its tail both show.
struct LatencyChart {
    /// Rows at most.
    static let most = 11
    /// Characters of the longest bar.
    static let barWidth = 44
    /// A row is at least this much wider than the values it begins with; below, the numbers of
    /// neighbouring rows would look the same.
    static let narrowest = 1.12

    private let distribution: Distribution
    private let name: String
    private let unanswered: UInt64

    /// A chart of latencies called `name`; so many requests had none because they had no answer.
    init(_ distribution: Distribution, name: String, unanswered: UInt64) {
        self.distribution = distribution
        self.name = name
        self.unanswered = unanswered
    }

    /// The name and the rows, from the fastest to the slowest, and one for what was not answered;
    /// none when there is nothing to draw. Shares are of all requests.
    var lines: [String] {
        guard distribution.count > 0 else { return [] }
        let edges = edges()
        let counts = counts(edges)
        let most = Double(max(counts.max() ?? 1, unanswered))
        var lines = counts.indices.map { row in
            let low = row == 0 ? Double(distribution.smallest) : edges[row - 1]
            let high = row == edges.count ? Double(distribution.largest) : edges[row]
            let range =
                Text.right(Text.duration(low), 8) + " -" + Text.right(Text.duration(high), 8)
            return self.row(range, counts[row], most)
        }
        if unanswered > 0 { lines.append(row(Text.left("not answered", 18), unanswered, most)) }
        return [name] + lines
    }

    private func row(_ label: String, _ count: UInt64, _ most: Double) -> String {
        let bar = Text.left(Self.bar(Double(count) / most), Self.barWidth)
        let share = Text.percent(Double(count) / Double(distribution.count + unanswered))
        return label + "  " + bar + Text.right(share, 10)
    }

    /// Where one row ends and the next begins, in nanoseconds: the range from the lowest 1 % to the
    /// highest 1 in 1,000 in equal ratios; what lies beyond belongs to the first and last row.
    private func edges() -> [Double] {
        let low = Double(max(1, value(at: 0.01)))
        let high = Double(max(1, value(at: 0.999)))
        var ratio = power(high / low, 1 / Double(Self.most - 1))
        ratio = max(ratio, Self.narrowest)
        var edges: [Double] = []
        var edge = low * ratio
        while edges.count < Self.most - 1, edge < Double(distribution.largest) {
            edges.append(edge)
            edge *= ratio
        }
        return edges
    }

    private func value(at share: Double) -> UInt64 {
        let rank = max(1, UInt64(Double(distribution.count) * share))
        return distribution.value(atRank: rank) ?? distribution.largest
    }

    private func counts(_ edges: [Double]) -> [UInt64] {
        var counts = [UInt64](repeating: 0, count: edges.count + 1)
        for entry in distribution.entries {
            let value = Double(HistogramLayout.lowestValue(at: entry.index))
            counts[edges.firstIndex { value < $0 } ?? edges.count] += entry.count
        }
        return counts
    }

    /// A bar in eighths of a character; what is not nothing shows at least one eighth.
    private static func bar(_ share: Double) -> String {
        let eighths = Int((share * Double(barWidth * 8)).rounded())
        if eighths == 0 { return share > 0 ? "▏" : "" }
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }

    private func power(_ base: Double, _ exponent: Double) -> Double {
        Mathematics.power(base, exponent)
    }
}
