import Foundation
import Testing

/// What the program says and with which status it ends before it serves anything.
@Suite struct CommandLineTests {
    private func spidey(_ arguments: String...) throws -> Shell {
        try Shell.run([Server.binary] + arguments, in: Folder())
    }

    /// The assignment's lines, word for word.
    private static let assignment = [
        "-h         Show this help message",
        "-f         Enable forking mode",
        "-v         Set logging to DEBUG level",
        "-d DOCROOT Set root directory (default is current directory)",
        "-p PORT    TCP Port to listen to (default is 9234)",
    ]

    /// Everything beyond the assignment.
    private static let further = [
        "--host ADDRESS", "--mode MODEL", "--workers N", "--index NAME", "--no-listing",
        "--no-cgi", "--hidden", "--spa", "--pretty", "--header [PATTERN ]NAME: VALUE", "--cors",
        "--isolate", "--redirect FROM=TO[ STATUS]", "--prefix PATH",
        "--follow-links WHERE", "--type EXT=TYPE", "--max-age [PATTERN=]S",
        "--access-log FORMAT[:FILE]", "--header-timeout S", "--idle-timeout S", "--body-timeout S",
        "--write-timeout S", "--cgi-timeout S", "--grace S", "--max-connections N",
        "--max-requests N", "--max-headers N", "--max-header-bytes SIZE",
        "--max-request-line SIZE", "--max-body SIZE", "--max-listing N", "--version",
        "--generate-completion-script SHELL",
    ]

    @Test(arguments: ["-h", "--help"]) func help(flag: String) throws {
        let run = try spidey(flag)
        #expect(run.status == .exited(0))
        #expect(run.err.isEmpty)
        #expect(run.out.hasPrefix("Usage: spidey [-d DOCROOT -p PORT -f -v]\n"))
        let lines = run.out.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        for line in Self.assignment { #expect(lines.contains(line)) }
        for option in Self.further {
            #expect(lines.contains { $0.hasPrefix(option) }, "\(option)")
        }
        for line in run.out.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        for model in Model.all { #expect(run.out.contains(model.name)) }
    }

    @Test func version() throws {
        let run = try spidey("--version")
        #expect(run.status == .exited(0))
        #expect(run.out.wholeMatch(of: /spidey \d+\.\d+\.\d+(?:-dev)?\n/) != nil)
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func completions(shell: String) throws {
        let run = try spidey("--generate-completion-script", shell)
        #expect(run.status == .exited(0))
        #expect(run.out.contains("spidey"))
        #expect(run.out.contains("access-log"))
        guard Shell.has(shell) else { return }
        let check = try Shell.run([shell, "-n", run.outPath], in: Folder())
        #expect(!check.err.contains("error"), "\(check.err)")
    }

    /// Arguments, and what the one line on standard error must name.
    private static let mistakes: [(arguments: [String], names: [String])] = [
        (["-x"], ["-x"]),
        (["--nonsense"], ["--nonsense"]),
        (["a", "b"], ["One directory or file", "'a'", "'b'"]),
        (["a", "b", "c"], ["One directory or file"]),
        (["-d", "www", "a"], ["One directory or file", "'www'", "'a'"]),
        (["-p"], ["-p"]),
        (["-d"], ["-d"]),
        (["-p", "abc"], ["-p", "port number from 0 to 65535"]),
        (["-p", "65536"], ["-p", "port number"]),
        (["-p", "-1"], ["-p", "port number", "-1"]),
        (["--max-age", "-1"], ["--max-age", "seconds", "-1"]),
        (["-p-1"], ["-p", "port number", "-1"]),
        (["-p", "--host", "any"], ["-p", "port number"]),
        (["--workers", "-1"], ["--workers", "1 to 1024"]),
        (["-p", "80 "], ["-p", "port number"]),
        (["-p", ""], ["-p", "port number"]),
        (["--host", "nowhere.example"], ["--host", "IP address"]),
        (["--host", "300.1.1.1"], ["--host", "IP address"]),
        (["--host", ""], ["--host", "IP address"]),
        (["--mode", "magic"], ["--mode", "single", "fork"]),
        (["-f", "--mode", "single"], ["-f", "--mode single"]),
        (["-f", "--mode", "thread"], ["-f", "--mode thread"]),
        (["--workers", "2"], ["--workers", "--mode single"]),
        (["-f", "--workers", "2"], ["--workers", "--mode fork"]),
        (["--mode", "thread", "--workers", "2"], ["--workers", "--mode thread"]),
        (["--mode", "prefork", "--workers", "0"], ["--workers", "1 to 1024"]),
        (["--mode", "prefork", "--workers", "many"], ["--workers", "1 to 1024"]),
        (["--max-connections", "5"], ["--max-connections", "--mode single"]),
        (
            ["--mode", "prefork", "--max-connections", "5"],
            ["--max-connections", "--mode prefork"]
        ),
        (["--index", "a/b"], ["--index", "name of a file"]),
        (["--index", ".."], ["--index", "name of a file"]),
        (["--follow-links", "all"], ["--follow-links", "inside or outside"]),
        (["--follow-links", ""], ["--follow-links", "inside or outside"]),
        (["--follow-links"], ["--follow-links"]),
        (["--type", "log"], ["--type", "extension and a media type", "log=text/plain"]),
        (["--type", "log=text"], ["--type", "extension and a media type"]),
        (["--type", "a=text/plain", "--type", "b=text/pl ain"], ["--type", "media type"]),
        (["--type", "tar.gz=application/gzip"], ["--type", "extension"]),
        (["--type", "x=text/plain\u{7}"], ["--type", "media type"]),
        (["--type", ""], ["--type", "media type"]),
        (["--type"], ["--type"]),
        (["--access-log", "xml"], ["--access-log", "combined or json"]),
        (["--access-log", "json:"], ["--access-log", "combined or json"]),
        (["--header-timeout", "0"], ["--header-timeout", "seconds"]),
        (["--idle-timeout", "-1"], ["--idle-timeout", "seconds", "-1"]),
        (["--max-body", "-5"], ["--max-body", "size", "-5"]),
        (["--min-rate", "-5"], ["--min-rate", "-5"]),
        (["--body-timeout", "nan"], ["--body-timeout", "seconds"]),
        (["--write-timeout", "inf"], ["--write-timeout", "seconds"]),
        (["--cgi-timeout", "soon"], ["--cgi-timeout", "seconds"]),
        (["--grace", "x"], ["--grace", "seconds"]),
        (["-f", "--max-connections", "0"], ["--max-connections", "at least 1"]),
        (["--max-requests", "1.5"], ["--max-requests", "whole number"]),
        (["--max-headers", "none"], ["--max-headers", "whole number"]),
        (["--max-listing", "-3"], ["--max-listing", "whole number", "-3"]),
        (["--max-age", "soon"], ["--max-age", "PATTERN=SECONDS"]),
        (["--max-age", "*.css=-1"], ["--max-age", "PATTERN=SECONDS"]),
        (["--max-age", "*.css"], ["--max-age", "PATTERN=SECONDS"]),
        (["--max-age", "=60"], ["--max-age", "PATTERN=SECONDS"]),
        (["--max-age", "9999999999"], ["--max-age", "PATTERN=SECONDS"]),
        (["--max-header-bytes", "1"], ["--max-header-bytes", "size"]),
        (["--max-header-bytes", "1G"], ["--max-header-bytes", "size"]),
        (["--max-request-line", "1"], ["--max-request-line", "size"]),
        (["--max-body", "ten"], ["--max-body", "size", "1G"]),
        (["--max-body", "9999999999G"], ["--max-body", "size"]),
        (["--generate-completion-script", "tcsh"], ["tcsh"]),
        (["--header", "nonsense"], ["--header", "'Name: value'"]),
        (["--header", "A:"], ["--header", "'Name: value'"]),
        (["--header", "A b: c"], ["--header", "'Name: value'"]),
        (["--header", "A: b\r\nC: d"], ["--header", "'Name: value'"]),
        (["--header", "Content-Length: 1"], ["--header", "follows from what is sent"]),
        (["--header", "/x Date: now"], ["--header", "follows from what is sent"]),
        (["--redirect", "/a"], ["--redirect", "FROM=TO"]),
        (["--redirect", "/a=//b"], ["--redirect", "FROM=TO"]),
        (["--redirect", "/a=/b 200"], ["--redirect", "301, 302, 303, 307 or 308"]),
        (["--redirect", "/a=/b*"], ["--redirect", "*"]),
        (["--redirect", "/a=/a"], ["--redirect '/a=/a'", "for ever"]),
        (["--redirect", "/a=/b", "--redirect", "/b=/a"], ["--redirect '/a=/b'", "for ever"]),
        (["--pretty", "--redirect", "/a=/a.html"], ["--redirect", "for ever"]),
        (["--prefix", "app"], ["--prefix", "such as /app"]),
        (["--prefix", "/a/../b"], ["--prefix", "such as /app"]),
        (["--prefix", ""], ["--prefix", "such as /app"]),
        (["--spa", "/etc/passwd"], ["--spa", "directory", "/etc/passwd"]),
        (["--pretty", "/etc/passwd"], ["--pretty", "directory"]),
        (["--index", "a", "/etc/passwd"], ["--index", "directory"]),
    ]

    /// What people type who know another server, and what the line recommends.
    private static let guesses: [(arguments: [String], hint: String)] = [
        (["--port", "80"], "-p PORT"), (["--port=80"], "-p PORT"), (["-P", "80"], "-p PORT"),
        (["--dir", "www"], "-d DOCROOT"), (["--root", "www"], "-d DOCROOT"),
        (["--directory=www"], "-d DOCROOT"), (["--bind", "::"], "--host ADDRESS"),
        (["--address", "::"], "--host ADDRESS"), (["--listen", "80"], "--host ADDRESS"),
        (["-l", "80"], "--host ADDRESS"), (["--cgi"], "--no-cgi"), (["--verbose"], "-v"),
        (["--fork"], "-f"), (["--threads"], "--mode thread"), (["-n", "4"], "--workers N"),
        (["-s"], "--spa"), (["--clean-urls"], "--pretty"), (["--log", "x"], "--access-log"),
        (["-H", "A: b"], "--header"), (["--base-path", "/x"], "--prefix"), (["-V"], "--version"),
        // The library knows names that are nearly right.
        (["--hots", "any"], "--host"), (["--headers", "A: b"], "--header"),
        (["--worker", "4"], "--workers"), (["--acess-log", "json"], "--access-log"),
        (["--redirct", "/a=/b"], "--redirect"), (["--prefx", "/a"], "--prefix"),
    ]

    @Test(arguments: guesses.indices) func guess(index: Int) throws {
        let (arguments, hint) = Self.guesses[index]
        let run = try Shell.run([Server.binary] + arguments, in: Folder(), within: 10)
        #expect(run.status == .exited(64) && run.out.isEmpty)
        expectOneLine(run.err)
        let name = arguments[0].prefix { $0 != "=" }
        #expect(run.err.contains("'\(name)'") && run.err.contains(hint), "\(run.err)")
    }

    @Test(arguments: mistakes.indices) func mistake(index: Int) throws {
        let (arguments, names) = Self.mistakes[index]
        let folder = try Folder()
        let run = try Shell.run([Server.binary] + arguments, in: folder, within: 10)
        #expect(run.status == .exited(64), "\(arguments)")
        #expect(run.out.isEmpty)
        expectOneLine(run.err)
        for name in names { #expect(run.err.contains(name), "\(arguments): \(run.err)") }
    }

    private func expectOneLine(_ text: String) {
        #expect(text.hasPrefix("spidey: ") && text.hasSuffix("\n"), "\(text)")
        #expect(text.filter { $0 == "\n" }.count == 1, "\(text)")
    }

    @Test func docrootMissing() throws {
        let run = try spidey("-d", "/nonexistent/docroot")
        #expect(run.status == .exited(66))
        expectOneLine(run.err)
        #expect(run.err.contains("-d") && run.err.contains("/nonexistent/docroot"))
    }

    /// What is neither a directory nor a file cannot be served either.
    @Test(arguments: ["/nonexistent/path", "/etc/passwd/", "/etc/passwd/x", "/dev/null", ""])
    func nothingToServe(path: String) throws {
        let run = try spidey("-p", "0", path)
        #expect(run.status == .exited(66))
        expectOneLine(run.err)
        #expect(run.err.contains("'\(path)'") && !run.err.contains("-d"), "\(run.err)")
    }

    @Test func docrootIsAFile() throws {
        let run = try spidey("-d", "/etc/passwd")
        #expect(run.status == .exited(66))
        expectOneLine(run.err)
        #expect(run.err.contains("not a directory"))
    }

    @Test(arguments: Model.all) func portInUse(model: Model) throws {
        try withSite(model, build: { _ in }) { server throws in
            let log = server.folder.root + "/never.log"
            let run = try Shell.run(
                [
                    Server.binary, "--mode", model.name, "-p", "\(server.port)",
                    "-d", server.folder.site, "--access-log", "json:\(log)",
                ], in: server.folder)
            #expect(run.status == .exited(69))
            expectOneLine(run.err)
            #expect(run.err.contains("-p") && run.err.contains("\(server.port)"))
            #expect(access(log, F_OK) != 0, "a server that did not start made a log")
            #expect(try server.get("/").status == 200)
        }
    }

    @Test func addressOfAnotherMachine() throws {
        let run = try spidey("--host", "192.0.2.1", "-p", "0")
        #expect(run.status == .exited(69))
        expectOneLine(run.err)
        #expect(run.err.contains("--host"))
    }

    @Test(.enabled(if: Unprivileged.isPossible, "needs root and setpriv"))
    func privilegedPort() throws {
        let user = try Unprivileged(Folder())
        let run = try Shell.run(
            user.launcher + [user.binary, "-p", "81", "-d", user.folder.site], in: user.folder)
        // Where every port is open to everyone there is nothing to refuse.
        let start = FileManager.default.contents(
            atPath: "/proc/sys/net/ipv4/ip_unprivileged_port_start")
        guard let start, let first = Int(String(decoding: start, as: UTF8.self).dropLast()),
            first > 81
        else { return }
        #expect(run.status == .exited(77))
        expectOneLine(run.err)
        #expect(run.err.contains("-p") && run.err.contains("81"))
    }

    @Test func unwritableAccessLog() throws {
        for path in ["/nonexistent/a.log", "/proc/self/nothing", "/"] {
            let run = try spidey("-p", "0", "--access-log", "combined:\(path)")
            #expect(run.status == .exited(73), "\(path)")
            expectOneLine(run.err)
            #expect(run.err.contains("--access-log") && run.err.contains(path))
        }
    }

    @Test func currentDirectoryIsTheDefault() throws {
        let folder = try Folder()
        try folder.file("here.txt", "here")
        let server = try Server(
            Model.all[0], ["-d", "."], folder: folder, launcher: ["env", "-C", folder.site])
        #expect(try server.get("/here.txt").text == "here")
        #expect(server.stop() == .exited(0))
    }

    @Test(arguments: ["-f", "-vf", "-fv", "-f -v"]) func forkingFlag(flags: String) throws {
        let folder = try Folder()
        let arguments = flags.split(separator: " ").map(String.init)
        let child = try Child(
            [Server.binary] + arguments + ["-p", "0", "-d", folder.site], folder: folder.root,
            name: "flags")
        let banner = flags.contains("v") ? "Listening on http://" : "in forking mode at"
        #expect(eventually { child.err.contains(banner) }, "\(child.err)")
        child.signal(SIGTERM)
        #expect(child.wait() == .exited(0))
    }
}
