import ArgumentParser
import ThorCore

/// The program: selects the command, and reports every error as one line and an exit status.
@main
enum Thor {
    /// Runs the command that the first argument names, or `thor URL`.
    static func main() {
        StandardOutput.prepare()
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            switch arguments.first {
            case "merge": try MergeCommand.start(Array(arguments.dropFirst()))
            case "report": try ReportCommand.start(Array(arguments.dropFirst()))
            case "stats": try StatsCommand.start(Array(arguments.dropFirst()))
            case "compare": try CompareCommand.start(Array(arguments.dropFirst()))
            default: try ThorCommand.start(arguments)
            }
        } catch let error as ClientError {
            StandardError.line("thor: \(error)")
            ThorCommand.exit(withError: ExitCode(error.exitStatus))
        } catch {
            ThorCommand.exit(withError: error)
        }
    }
}

extension ParsableCommand {
    /// Parses `arguments` and runs the command. Arguments that cannot be parsed end the program
    /// with one line and `EX_USAGE`.
    static func start(_ arguments: [String]) throws {
        var command: Self
        do {
            command = try parse(arguments)
        } catch {
            let status = exitCode(for: error)
            if status == .success {
                // The user asked for a generated help: no error.
                try StandardOutput.write(fullMessage(for: error) + "\n")
                return
            }
            // The message is the first line; hints on usage may follow.
            let message = message(for: error).split(separator: "\n").first ?? "cannot parse"
            StandardError.line("thor: \(message) (see thor -h)")
            exit(withError: ExitCode(ExitStatus.usage))
        }
        try command.run()
    }
}
