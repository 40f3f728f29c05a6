internal import SystemCalls

/// A bar chart of a distribution in block characters. Its rows cover geometrically growing ranges,
/// so that both the body of the distribution and its tail are visible.
struct LatencyChart {
    /// The most rows.
    static let most = 11
    /// The length of the longest bar, in characters.
    static let barWidth = 44
    /// The smallest ratio between the ends of a row: with a smaller one neighbouring rows would
    /// show the same numbers.
    static let narrowest = 1.12

    private let distribution: Distribution
    private let name: String
    private let unanswered: UInt64

    /// A chart with the title `name`; `unanswered` requests had no response and so no latency.
    init(_ distribution: Distribution, name: String, unanswered: UInt64) {
        self.distribution = distribution
        self.name = name
        self.unanswered = unanswered
    }

    /// The title, the rows from the fastest to the slowest, and one for requests without a
    /// response. No lines when the distribution is empty. Shares are of all requests.
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

    /// The bounds between rows, in nanoseconds. They divide the range from the 1st to the 99.9th
    /// percentile in equal ratios; the first and the last row include what lies outside.
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

    /// A bar in eighths of a character; at least one eighth for every share above 0.
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
