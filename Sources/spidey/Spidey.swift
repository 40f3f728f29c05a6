import ArgumentParser
import SpideyCore
import SystemCalls
import SystemPackage

/// The program. Every failure to start ends with one line and a status of sysexits.h.
@main
enum Spidey {
    static func main() {
        do {
            try StandardDescriptors.ensureOpen()
            if let line = FlagHints.line(for: Array(CommandLine.arguments.dropFirst())) {
                end(Self.line(line), 64)
            }
            let command = try SpideyCommand.parse()
            if command.help { return print(HelpText.text) }
            if command.version { return print("spidey \(Product.version)") }
            try Launch.run(command)
        } catch let failure as Launch.Failure {
            end(failure.message, failure.status)
        } catch let error as SystemError {
            end("\(error)", 71)
        } catch {
            if SpideyCommand.exitCode(for: error) == .success {
                return print(SpideyCommand.message(for: error))
            }
            end(line(SpideyCommand.message(for: error)), 64)
        }
    }

    /// The first line of the library's message.
    private static func line(_ message: String) -> String {
        let first = message.split(separator: "\n").first.map(String.init) ?? "bad command line"
        return first + " (-h shows all options)"
    }

    private static func end(_ message: String, _ status: Int32) -> Never {
        StandardError.write("spidey: \(message)\n")
        Processes.exitNow(status)
    }
}
