import ArgumentParser
import ThorCore

/// `thor stats [FILE...]`: medians of per-trial figures, with their confidence intervals.
struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thor stats",
        abstract: "Median, confidence interval, mean and spread of per-trial figures.",
        discussion: "Reads CSV files with a header line, files with a number a line, or standard "
            + "input. docs/measuring.md says how the intervals are made.")

    /// The form of the output.
    enum Format: String, ExpressibleByArgument, CaseIterable { case table, csv, json }

    @OptionGroup var options: StatisticsOptions
    @Option(
        help: .init("Columns whose values define the groups.", valueName: "NAME[,NAME]"),
        transform: ColumnNames.list)
    var by: [[String]] = []
    @Option(help: .init("How to print.", valueName: "FORMAT")) var format = Format.table
    @Argument(help: .init("Files; - is standard input.", valueName: "FILE"))
    var files: [String] = []

    mutating func validate() throws {
        if options.value == nil, !by.isEmpty || !options.conditions.isEmpty {
            throw ValidationError("--by and --where need --value, the column with the figures")
        }
    }

    mutating func run() throws {
        let keys = by.flatMap { $0 }
        let query = options.query(keys: keys)
        var found = ObservationSource.Found()
        for file in files.isEmpty ? ["-"] : files {
            let more = try ObservationSource(file).observations(query)
            found.observations += more.observations
            found.notes += more.notes
        }
        guard !found.observations.isEmpty else {
            let files = files.isEmpty ? "standard input" : files.joined(separator: ", ")
            let conditions = options.conditions.map { " --where \($0.text)" }.joined()
            throw ClientError("no figures in \(files)\(conditions)", exitStatus: ExitStatus.badData)
        }
        let report = StatisticsReport(
            GroupStatistics.all(of: found.observations, options.settings), by: keys,
            value: options.value, settings: options.settings, notes: found.notes)
        for note in found.notes { StandardError.line("thor: \(note)") }
        let text =
            switch format {
            case .table: report.table
            case .csv: report.csv
            case .json: report.json.text() + "\n"
            }
        try StandardOutput.write(text)
    }
}
