import ArgumentParser
import ThorCore

/// `thor report FILE`: prints the summary of a saved result again.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thor report",
        abstract: "Print the summary of a saved result (a --json or --hlog file).")

    @Argument(help: "The result.") var file: String

    mutating func run() throws {
        try StandardOutput.write(Summary(try SavedResult.read(file)).text)
        throw ExitCode(ExitStatus.success)
    }
}
