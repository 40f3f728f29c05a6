import ArgumentParser
import ThorCore

/// `thor merge FILE...`: adds up results of processes or machines that ran at the same time.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thor merge",
        abstract: "Add up results (--json or --hlog files) of runs that went on side by side.")

    @Option(help: "Write the merged result there.") var json: String?
    @Option(help: "Write the merged histograms there, as an HdrHistogram log.") var hlog: String?
    @Argument(help: "Results to add up.") var files: [String]

    mutating func run() throws {
        let result = try SavedResult.merge(files)
        if let json { try FileContent.write(json, result.json.text() + "\n") }
        if let hlog { try FileContent.write(hlog, HistogramLog.text(of: result)) }
        try StandardOutput.write(Summary(result).text)
        throw ExitCode(ExitStatus.success)
    }
}
