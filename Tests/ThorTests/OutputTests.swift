import Foundation
import Testing

/// Outputs that cannot be written: told, with status 23, and nothing else is lost.
@Suite struct OutputTests {
    private let server = ScriptedServer(
        answering: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private var url: String { "http://\(server.place)/" }

    /// Runs thor from a shell, which can redirect.
    private func shell(_ command: String) throws -> Ended {
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        return try Program.run(
            URL(fileURLWithPath: "/bin/sh"),
            ["-c", "thor=$1 url=$2 dir=$3; " + command, "sh", program.path, url, directory.path])
    }

    @Test(arguments: ["--json", "--csv", "--hlog"])
    func whatCannotBeOpenedStopsARunBeforeItBegins(_ option: String) throws {
        let ended = try thor("-d", "1", option, "/nonexistent/file", url)
        #expect(ended.status == 23)
        #expect(ended.text == "")
        #expect(ended.errors == "thor: cannot write /nonexistent/file: No such file or directory\n")
        #expect(server.connections == 0)
    }

    @Test(arguments: ["--json", "--csv", "--hlog"])
    func whatCannotBeWrittenCostsNothingElse(_ option: String) throws {
        let files = ["--json", "--csv", "--hlog"].flatMap { other in
            [other, other == option ? "/dev/full" : directory.file(other)]
        }
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        let ended = try Program.run(program, files + ["-r", "20", url])
        #expect(ended.status == 23)
        #expect(ended.text.contains("errors    none"), "\(ended.text)")
        #expect(ended.errors == "thor: cannot write /dev/full: No space left on device\n")
        for other in ["--json", "--csv", "--hlog"] where other != option {
            let content = try Data(contentsOf: URL(fileURLWithPath: directory.file(other)))
            #expect(content.count > 100, "\(other)")
        }
    }

    @Test(arguments: [
        "\"$thor\" -r 5 --json \"$dir/r\" \"$url\"", "\"$thor\" -h", "\"$thor\" --version",
        "\"$thor\" report -h", "\"$thor\" \"$url\"",
    ])
    func standardOutputIsChecked(_ command: String) throws {
        for redirection in [">/dev/full", ">&-"] {
            let ended = try shell("\(command) \(redirection)")
            #expect(ended.status == 23, "\(command) \(redirection): \(ended.errors)")
            #expect(ended.errors.hasPrefix("thor: cannot write"), "\(ended.errors)")
            #expect(ended.errors.split(separator: "\n").count == 1, "\(ended.errors)")
        }
    }

    /// A file at its limit (`ulimit -f`, in blocks of 512 bytes) is reported as a full disk is.
    @Test(arguments: [
        "--json \"$dir/f\" -r 5", "--hlog \"$dir/f\" -r 5", "--no-include -o \"$dir/f\"",
    ])
    func limitedFiles(_ options: String) throws {
        let content = String(repeating: "x", count: 2000)
        let server = ScriptedServer(
            answering: "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + content)
        let command = "ulimit -f 1; \"$thor\" \(options) http://\(server.place)/ >/dev/null"
        let ended = try shell(command)
        #expect(ended.status == 23, "\(ended.errors)")
        #expect(ended.errors.hasPrefix("thor: cannot write "), "\(ended.errors)")
        #expect(ended.errors.hasSuffix(": File too large\n"), "\(ended.errors)")
    }

    @Test func savedResultsAreCheckedToo() throws {
        let saved = try shell("\"$thor\" -r 5 --quiet --json \"$dir/r\" \"$url\"")
        #expect(saved.status == 0)
        for command in ["report", "merge"] {
            let ended = try shell("\"$thor\" \(command) \"$dir/r\" >&-")
            #expect(ended.status == 23, "\(command): \(ended.errors)")
        }
    }

    @Test func messagesNeverReachTheContent() throws {
        let ended = try shell("\"$thor\" -v --no-include -o \"$dir/f\" \"$url\" 2>&-")
        #expect(ended.status == 0)
        let content = try String(contentsOfFile: directory.file("f"), encoding: .utf8)
        #expect(content == "hello")
    }

    @Test func theStartHasMilliseconds() throws {
        let before = Date().timeIntervalSince1970 * 1000
        let reports = try (0..<3).map { _ in try LoadReport("-r", "1", url, status: nil) }
        let after = Date().timeIntervalSince1970 * 1000
        for report in reports {
            let started = report.number("started_at_ms")
            #expect(started >= before.rounded(.down) && started <= after + 10)
        }
    }
}
