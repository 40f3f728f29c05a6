import ArgumentParser
import ThorCore

/// `thor compare A B`: whether two sets of per-trial figures differ, and by how much.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thor compare",
        abstract: "Compare per-trial figures of A and B: difference, ratio, test, one sentence.",
        discussion: "A and B are CSV files with a header line, files with a number a line, results "
            + "of thor --json, or directories of such results (then --value names a field such as "
            + "throughput or response.p99); or one CSV file with --a and --b. docs/measuring.md "
            + "says how it is done.")

    /// The form of the output.
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, csv, json }

    @OptionGroup var options: StatisticsOptions
    @Option(
        help: .init("Of one file, the rows that are A.", valueName: "NAME=VALUE[,NAME=VALUE]"),
        transform: ColumnValues.list)
    var a: ColumnValues?
    @Option(
        help: .init("Of one file, the rows that are B.", valueName: "NAME=VALUE[,NAME=VALUE]"),
        transform: ColumnValues.list)
    var b: ColumnValues?
    @Option(
        help: .init(
            "Compare rows with the same value there, such as the round of a trial.",
            valueName: "NAME[,NAME]"),
        transform: ColumnNames.list)
    var pair: [[String]] = []
    @Option(
        parsing: .unconditional,
        help: .init(
            "Call A and B equal when the interval of B / A lies from 1 - M to 1 + M, M being so "
                + "many per cent (at most 50).",
            valueName: "PERCENT"),
        transform: DecimalValue.reader(0.001...50))
    var margin: DecimalValue?
    @Option(
        help: .init("better, worse, faster or slower, for the sentence.", valueName: "WORD"),
        transform: { text in
            guard let meaning = MoreMeans(rawValue: text) else {
                throw ValidationError("must be better, worse, faster or slower, not '\(text)'")
            }
            return meaning
        })
    var higherIs: MoreMeans?
    @Option(help: .init("How to print.", valueName: "FORMAT")) var format = Format.text
    @Argument(help: .init("A and B, or one file with both.", valueName: "FILE"))
    var files: [String]

    mutating func validate() throws {
        switch (files.count, a != nil, b != nil) {
        case (2, false, false):
            if files == ["-", "-"] { throw ValidationError("standard input cannot be A and B") }
        case (1, true, true): break
        case (1, _, _):
            throw ValidationError("needs two files, or one file with both --a and --b")
        case (2, _, _): throw ValidationError("--a and --b need one file that contains both")
        default: throw ValidationError("needs two files, or one file with both --a and --b")
        }
        let namesColumns = a != nil || !pair.isEmpty || !options.conditions.isEmpty
        if options.value == nil, namesColumns {
            throw ValidationError(
                "--a, --b, --pair and --where need --value, the column with the figures")
        }
    }

    mutating func run() throws {
        let keys = pair.flatMap { $0 }
        let first = try ObservationSource(files[0])
        let second = files.count == 2 ? try ObservationSource(files[1]) : first
        let query = options.query(keys: keys)
        let found = (
            a: try first.observations(query.requiring(a?.pairs ?? [])),
            b: try second.observations(query.requiring(b?.pairs ?? []))
        )
        var labels = ComparisonReport.Labels(
            a: label(first, a), b: label(second, b), value: options.value)
        labels.notes = found.a.notes + found.b.notes
        labels.pairs = keys
        labels.meaning = higherIs
        if first.holdsResult, second.holdsResult, let name = options.value,
            let field = ResultField(name)
        {
            labels.value = "\(name) (\(field.unit))"
            labels.meaning = higherIs ?? field.moreMeans
        }
        let comparison = try compare(found.a.observations, found.b.observations, &labels)
        // On standard error too: CSV has no place for notes, and JSON may have no human reader.
        for note in labels.notes { StandardError.line("thor: \(note)") }
        try write(ComparisonReport(comparison, labels))
    }

    private func label(_ source: ObservationSource, _ rows: ColumnValues?) -> String {
        rows.map { "\($0.text) in \(source.name)" } ?? source.name
    }

    private func compare(
        _ a: [Observation], _ b: [Observation], _ labels: inout ComparisonReport.Labels
    ) throws(ClientError) -> Comparison {
        let margin = margin.map { $0.number / 100 }
        let (first, second) = (
            try sample(a, "A", labels.a), try sample(b, "B", labels.b)
        )
        let comparison: Comparison
        if labels.pairs.isEmpty {
            comparison = Comparison(first, second, settings: options.settings, margin: margin)
        } else {
            let pairing = try Pairing(a, b, by: labels.pairs)
            labels.notes += pairing.notes
            comparison = Comparison(pairing, settings: options.settings, margin: margin)
        }
        if margin != nil, comparison.ratio == nil {
            let why =
                min(comparison.a.minimum, comparison.b.minimum) > 0
                ? "values are too far apart for a ratio" : "a ratio needs positive values"
            labels.notes.append("--margin says nothing here: \(why)")
        }
        return comparison
    }

    private func sample(
        _ observations: [Observation], _ side: String, _ label: String
    ) throws(ClientError) -> Sample {
        guard observations.count <= Comparison.mostValues else {
            throw ClientError(
                "\(side) has more than \(Comparison.mostValues) figures; it needs one for each "
                    + "trial: \(label)", exitStatus: ExitStatus.badData)
        }
        guard let sample = Sample(observations.map(\.value)) else {
            let conditions = options.conditions.map { " --where \($0.text)" }.joined()
            throw ClientError(
                "\(side) has no figures: \(label)\(conditions)", exitStatus: ExitStatus.badData)
        }
        return sample
    }

    private func write(_ report: ComparisonReport) throws {
        let text =
            switch format {
            case .text: report.text
            case .csv: report.csv
            case .json: report.json.text() + "\n"
            }
        try StandardOutput.write(text)
    }
}
