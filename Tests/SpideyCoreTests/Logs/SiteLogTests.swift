import Logging
import Synchronization
import Testing

@testable import HTTPServer
@testable import Sockets
@testable import SpideyCore

/// The lines of single steps (`-v`), as the assignment words them.
@Suite(.serialized) struct SiteLogTests {
    /// Keeps the messages that are logged.
    private final class Recorder: LogHandler, Sendable {
        private let messages = Mutex<[String]>([])
        var lines: [String] { messages.withLock { $0 } }

        var logLevel: Logger.Level {
            get { .debug }
            set {}
        }
        var metadata: Logger.Metadata {
            get { [:] }
            set {}
        }
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { nil }
            set {}
        }
        func log(event: LogEvent) { messages.withLock { $0.append("\(event.message)") } }
    }

    static let steps: [(request: String, parsed: String, step: String)] = [
        ("GET /hello.txt HTTP/1.1", "['GET', '/hello.txt', 'HTTP/1.1']", "Handle File"),
        ("HEAD /docs/?a=b HTTP/1.1", "['HEAD', '/docs/?a=b', 'HTTP/1.1']", "Handle File"),
        ("GET /docs HTTP/1.1", "['GET', '/docs', 'HTTP/1.1']", "Handle Directory"),
        ("GET /plain/ HTTP/1.1", "['GET', '/plain/', 'HTTP/1.1']", "Handle Directory"),
        ("GET /none HTTP/1.1", "['GET', '/none', 'HTTP/1.1']", "Handle Error"),
        ("BREW /plain/ HTTP/1.1", "['BREW', '/plain/', 'HTTP/1.1']", "Handle Error"),
        ("GET /hello HTTP/1.0", "['GET', '/hello', 'HTTP/1.0']", "Handle Script"),
        ("GET /it's%0a HTTP/1.1", "['GET', '/it\\'s%0a', 'HTTP/1.1']", "Handle Error"),
    ]

    private func dialogue(
        _ scheduling: Scheduling, isVerbose: Bool = true
    ) throws -> (Dialogue, Recorder) {
        let fixture = try SiteFixture.standard()
        try fixture.write("hello", "#!/bin/sh\nprintf 'A: b\\n\\nhello'\n", mode: 0o755)
        let recorder = Recorder()
        var options = SiteOptions()
        options.isVerbose = isVerbose
        let site = try fixture.site(options, logger: Logger(label: "test") { _ in recorder })
        let dialogue = try Dialogue(
            fixture, site: site, turn: scheduling.turn, cacheSize: scheduling.cacheSize)
        return (dialogue, recorder)
    }

    /// One line for each step of a connection, the same in each scheduling.
    @Test(arguments: steps, Scheduling.allCases)
    func stepsOfAConnection(
        _ one: (request: String, parsed: String, step: String), _ scheduling: Scheduling
    ) throws {
        let (dialogue, recorder) = try dialogue(scheduling)
        try dialogue.feed("\(one.request)\r\nHost: a\r\nConnection: close\r\n\r\n")
        try dialogue.finish()
        try dialogue.runToEnd()
        let client = "127.0.0.1:4711 | "
        let expected = ["Connect", "Parsing \(one.parsed)", one.step, "Finish"]
        #expect(recorder.lines == expected.map { client + $0 })
    }

    /// Several requests on a connection, answered from the cache or not.
    @Test(arguments: Scheduling.allCases)
    func stepsOfSeveralRequests(_ scheduling: Scheduling) throws {
        let (dialogue, recorder) = try dialogue(scheduling)
        for _ in 0..<3 {
            for line in ["GET /hello.txt", "GET /plain/", "GET /none"] { try dialogue.ask(line) }
        }
        try dialogue.finish()
        let lines = recorder.lines.map { $0.split(separator: " | ").last.map(String.init) }
        #expect(lines.first == "Connect" && lines.last == "Finish")
        let handled = lines.filter { $0?.hasPrefix("Handle") == true }
        #expect(
            handled
                == (0..<3).flatMap { _ in ["Handle File", "Handle Directory", "Handle Error"] })
        #expect(lines.count == 2 + 2 * handled.count)
    }

    /// What is no request is not said to be parsed.
    @Test(arguments: ["nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"])
    func stepsOfABadRequest(bytes: String) throws {
        let (dialogue, recorder) = try dialogue(.alone)
        try dialogue.feed(bytes)
        try dialogue.finish()
        #expect(dialogue.statuses == [400])
        let steps = recorder.lines.map { $0.replacing("127.0.0.1:4711 | ", with: "") }
        #expect(steps == ["Connect", "Handle Error", "Finish"])
    }

    @Test func nothingIsLoggedUnasked() throws {
        let (dialogue, recorder) = try dialogue(.alone, isVerbose: false)
        try dialogue.ask("GET /hello.txt")
        try dialogue.finish()
        #expect(dialogue.statuses == [200] && recorder.lines.isEmpty)
    }
}
