/// The output of `thor stats`.
package struct StatisticsReport: Sendable {
    /// Significant digits of numbers in text.
    static let digits = 4

    private let groups: [GroupStatistics]
    private let by: [String]
    private let value: String?
    private let settings: StatisticsSettings
    private let notes: [String]

    /// A report on these groups.
    /// - Parameters:
    ///   - by: names of the columns that define the groups.
    ///   - value: name of the figures; nil for plain numbers.
    ///   - notes: sentences about what was left out or is in doubt.
    package init(
        _ groups: [GroupStatistics], by: [String], value: String?, settings: StatisticsSettings,
        notes: [String] = []
    ) {
        (self.groups, self.by, self.value) = (groups, by, value)
        (self.settings, self.notes) = (settings, notes)
    }

    /// The report as text, at most 80 columns wide unless names or numbers are very long.
    package var table: String {
        var table = TextTable(
            names: by, numbers: ["n", "median", "low", "high", "mean", "sd", "min", "max"])
        for group in groups {
            let numbers = Self.numbers(group).map {
                $0.map { Text.significant($0, Self.digits) } ?? "n/a"
            }
            table.add(names: group.keys, numbers: ["\(group.sample.count)"] + numbers)
        }
        let subject = value.map { [Text.printable($0)] } ?? []
        return (subject + table.lines + [""] + explanation + notes.map { Text.printable($0) })
            .joined(separator: "\n") + "\n"
    }

    private var explanation: [String] {
        let least = Bootstrap.leastCount(settings.confidence)
        var lines = [
            "low, high: \(settings.confidenceText) bootstrap interval of the median "
                + "(\(Text.grouped(UInt64(settings.resamples))) resamples)"
        ]
        if groups.contains(where: { $0.interval == nil }) {
            lines.append("n/a: an interval needs \(least) values, a deviation 2")
        }
        return lines
    }

    /// The report as CSV: a row for each group, in which unknown values are empty.
    package var csv: String {
        let head = ["n", "median", "median_low", "median_high", "mean", "sd", "min", "max"]
        let rows = groups.map { group in
            group.keys + ["\(group.sample.count)"]
                + Self.numbers(group).map { $0.map { Text.exact($0) } ?? "" }
        }
        return ([by + head] + rows).map { CSV.line($0) }.joined()
    }

    /// The report as JSON, which docs/result-schema.md describes.
    package var json: JSON {
        let names = ["median", "median_low", "median_high", "mean", "sd", "min", "max"]
        let rows = groups.map { group in
            JSON.object(
                [
                    .init("by", .object(zip(by, group.keys).map { .init($0, .string($1)) })),
                    .init("n", .count(UInt64(group.sample.count))),
                ] + zip(names, Self.numbers(group)).map { .init($0, .optional($1)) })
        }
        return .object([
            .init("schema", .string("thor-stats/1")),
            .init("value", value.map { .string($0) } ?? .null),
            .init("confidence", .number(settings.confidence)),
            .init("resamples", .count(UInt64(settings.resamples))),
            .init("seed", .count(settings.seed)),
            .init("groups", .array(rows)),
            .init("notes", .array(notes.map { .string($0) })),
        ])
    }

    private static func numbers(_ group: GroupStatistics) -> [Double?] {
        let sample = group.sample
        return [
            sample.median, group.interval?.low, group.interval?.high, sample.mean,
            sample.deviation, sample.minimum, sample.maximum,
        ]
    }
}
