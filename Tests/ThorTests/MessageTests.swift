import Foundation
import Testing

/// Errors are one line each, name things as the help does, and leave a terminal alone.
@Suite struct MessageTests {
    private func expectClean(_ ended: Ended) {
        let scalars = ended.errors.unicodeScalars
        #expect(scalars.filter { $0 == "\n" }.count == 1 && scalars.last == "\n")
        let odd = scalars.dropLast().filter {
            [.control, .format, .lineSeparator].contains($0.properties.generalCategory)
        }
        #expect(odd.isEmpty, "\(ended.errors.debugDescription)")
    }

    @Test(arguments: [
        "http://127.0.0.1/\r\nX", "http://\u{1B}[31mx/", "http://127.0.0.1/\u{9B}31m\u{7F} ",
        "gopher\u{202E}://x/",
    ])
    func urlsAreShownNotObeyed(_ url: String) throws {
        let ended = try thor(url)
        #expect(ended.status == 3)
        expectClean(ended)
    }

    @Test(arguments: [
        "gopher://x/\u{9B}31m", "gopher://x/\u{202E}gnp.exe", "http://a b/\u{1B}]0;title\u{7}",
    ])
    func locationsAreShownNotObeyed(_ location: String) throws {
        let server = ScriptedServer(
            answering: "HTTP/1.1 302 Found\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n")
        let ended = try thor("-L", "http://\(server.place)/")
        #expect(ended.status != 0)
        expectClean(ended)
    }

    @Test func optionsAreNamedAsInTheHelp() throws {
        for (option, name) in [("-r", "REQUESTS"), ("-d", "TIME"), ("-c", "CONNECTIONS")] {
            let ended = try thor(option, "x", "http://127.0.0.1/")
            #expect(ended.status == 64)
            #expect(ended.errors.contains("<\(name)>"), "\(ended.errors)")
        }
    }

    @Test func aSeedIsNoMissingValue() throws {
        let commands = [["-R", "10", "http://127.0.0.1/"], ["stats"], ["compare", "-", "x"]]
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        for command in commands {
            let ended = try Program.run(program, command + ["--seed", "-1"])
            #expect(ended.status == 64)
            expectClean(ended)
            let wanted =
                "'--seed <N>': must be a whole number from 0 to 9223372036854775807, not '-1'"
            #expect(ended.errors.contains(wanted), "\(ended.errors)")
        }
    }

    @Test func aTimeMayBeginWithItsPoint() throws {
        let server = ScriptedServer(
            answering: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        let report = try LoadReport("-d", ".2", "http://\(server.place)/")
        #expect(report.number("run", "duration_ns") == 2e8)
        for text in [".", ".s", "-1", "s", "+1"] {
            #expect(try thor("-d", text, "http://\(server.place)/").status == 64, "\(text)")
        }
    }
}
