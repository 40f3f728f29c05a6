/// The output of `thor compare`.
package struct ComparisonReport: Sendable {
    /// The texts of a report.
    package struct Labels: Sendable {
        /// The origins of A and B.
        package var a: String, b: String
        /// Name of the figures, with their unit when it is known; nil for plain numbers.
        package var value: String?
        /// The columns by which values were paired; empty without pairs.
        package var pairs: [String] = []
        /// The meaning of a higher value; nil when unknown.
        package var meaning: MoreMeans?
        /// Sentences about what was left out or is in doubt.
        package var notes: [String] = []

        /// Labels with these origins.
        package init(a: String, b: String, value: String?) {
            (self.a, self.b, self.value) = (a, b, value)
        }
    }

    private let comparison: Comparison
    private let labels: Labels

    /// A report on this comparison.
    package init(_ comparison: Comparison, _ labels: Labels) {
        (self.comparison, self.labels) = (comparison, labels)
    }

    /// The finding in one sentence.
    package var sentence: String { comparison.sentence(labels.meaning) }

    /// The report as text: samples, difference and ratio, test, notes, and the sentence at the end.
    package var text: String {
        var samples = TextTable(names: [""], numbers: ["n", "median", "mean", "sd", "min", "max"])
        for (name, sample) in [("A", comparison.a), ("B", comparison.b)] {
            let numbers = [
                sample.median, sample.mean, sample.deviation, sample.minimum, sample.maximum,
            ]
            samples.add(names: [name], numbers: ["\(sample.count)"] + numbers.map { Self.show($0) })
        }
        var changes = TextTable(names: [""], numbers: ["estimate", "low", "high"])
        changes.add(names: ["B - A"], numbers: Self.cells(comparison.difference))
        changes.add(names: ["B / A"], numbers: Self.cells(comparison.ratio))
        let origins = [labels.value, "A: \(labels.a)", "B: \(labels.b)"].compactMap { $0 }
        let blocks = [
            origins.map { Text.printable($0) }, samples.lines, changes.lines,
            [method, test] + labels.notes.map { Text.printable($0) }, [sentence],
        ]
        return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private static func show(_ value: Double?) -> String {
        value.map { Text.significant($0, StatisticsReport.digits) } ?? "n/a"
    }

    private static func cells(_ estimate: Estimate?) -> [String] {
        [estimate?.value, estimate?.interval?.low, estimate?.interval?.high].map { show($0) }
    }

    private var method: String {
        let settings = comparison.settings
        let what =
            comparison.isPaired
            ? "medians of pairs by " + Text.printable(labels.pairs.joined(separator: ","))
            : "medians"
        return "low, high: \(settings.confidenceText) bootstrap interval, of \(what)"
    }

    private var test: String {
        let test = comparison.test
        let kind = comparison.isPaired ? "sign flips" : "permutations"
        let how = test.drawn.map { "\(Text.grouped(UInt64($0))) \(kind) drawn" } ?? "all \(kind)"
        return "\(comparison.pText): \(test.statistic.rawValue), \(how)"
    }

    /// The report as CSV: one row, in which unknown values are empty.
    package var csv: String {
        let names = Self.names(["difference", "ratio"])
        let head = ["a", "b", "n_a", "n_b", "median_a", "median_b"] + names + ["p", "finding"]
        let (a, b) = (comparison.a, comparison.b)
        let numbers = [a.median, b.median] + estimates + [comparison.test.p]
        let row =
            [labels.a, labels.b, "\(a.count)", "\(b.count)"]
            + numbers.map { $0.map { Text.exact($0) } ?? "" }
            + [comparison.finding.rawValue, sentence]
        return CSV.line(head + ["sentence"]) + CSV.line(row)
    }

    private static func names(_ names: [String]) -> [String] {
        names.flatMap { [$0, "\($0)_low", "\($0)_high"] }
    }

    private var estimates: [Double?] {
        [comparison.difference, comparison.ratio].flatMap {
            [$0?.value, $0?.interval?.low, $0?.interval?.high]
        }
    }

    /// The report as JSON, which docs/result-schema.md describes.
    package var json: JSON {
        let test = comparison.test
        let settings = comparison.settings
        return .object([
            .init("schema", .string("thor-compare/1")),
            .init("value", labels.value.map { .string($0) } ?? .null),
            .init("a", Self.json(comparison.a, labels.a)),
            .init("b", Self.json(comparison.b, labels.b)),
            .init("paired_by", .array(labels.pairs.map { .string($0) })),
            .init("difference", Self.json(comparison.difference)),
            .init("ratio", comparison.ratio.map { Self.json($0) } ?? .null),
            .init("p", .number(test.p)),
            .init("statistic", .string(test.statistic.rawValue)),
            .init("drawn", test.drawn.map { .count(UInt64($0)) } ?? .null),
            .init("finding", .string(comparison.finding.rawValue)),
            .init("sentence", .string(sentence)),
            .init("margin_percent", .optional(comparison.margin.map { $0 * 100 })),
            .init("confidence", .number(settings.confidence)),
            .init("resamples", .count(UInt64(settings.resamples))),
            .init("seed", .count(settings.seed)),
            .init("notes", .array(labels.notes.map { .string($0) })),
        ])
    }

    private static func json(_ sample: Sample, _ name: String) -> JSON {
        .object([
            .init("name", .string(name)),
            .init("n", .count(UInt64(sample.count))),
            .init("median", .number(sample.median)),
            .init("mean", .number(sample.mean)),
            .init("sd", .optional(sample.deviation)),
            .init("min", .number(sample.minimum)),
            .init("max", .number(sample.maximum)),
        ])
    }

    private static func json(_ estimate: Estimate) -> JSON {
        .object([
            .init("estimate", .number(estimate.value)),
            .init("low", .optional(estimate.interval?.low)),
            .init("high", .optional(estimate.interval?.high)),
        ])
    }
}
