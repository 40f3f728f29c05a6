import Foundation
import Testing

/// Processes of a run that are killed, stopped or left behind.
@Suite struct LostWorkersTests {
    private let server = ScriptedServer(
        answering: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private var url: String { "http://\(server.place)/" }

    /// A run whose two processes have their connections open.
    private func measuring(_ arguments: String...) throws -> (Running, [pid_t]) {
        let running = try Running(
            ["-p", "2", "--json", directory.file("r.json")] + arguments + [url])
        try #require(eventually { running.children.count == 2 && server.connections == 2 })
        return (running, running.children)
    }

    private func expectOneLost(_ ended: Ended) throws {
        #expect(ended.status == 2, "\(ended.errors)")
        let reason = "1 of 2 processes ended without a result"
        #expect(ended.text.contains(reason), "\(ended.text)\(ended.errors)")
        let report = try LoadReport(path: directory.file("r.json"))
        #expect(report.verdict == "invalid")
        #expect(report.count("completed") > 0)
    }

    @Test func killed() throws {
        let (running, workers) = try measuring("-R", "400", "-d", "1")
        kill(workers[0], SIGKILL)
        try expectOneLost(running.end().ended)
    }

    @Test func stoppedForEver() throws {
        let (running, workers) = try measuring("-R", "400", "-d", "1", "--timeout", "1")
        kill(workers[1], SIGSTOP)
        try expectOneLost(running.end().ended)
        #expect(!Running.isAlive(workers[1]))
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGKILL])
    func singleRequestsEndWithTheirParent(_ signal: Int32) throws {
        let running = try Running(["-p", "3", "-r", "1000000", url])
        try #require(eventually { running.children.count == 3 && server.connections >= 3 })
        let children = running.children
        running.signal(signal)
        let (ended, isSignalled) = try running.end()
        #expect(isSignalled && ended.status == signal)
        #expect(eventually { !children.contains { Running.isAlive($0) } })
    }

    @Test func workersEndWithTheirParent() throws {
        let (running, workers) = try measuring("-d", "60")
        running.signal(SIGKILL)
        _ = try running.end()
        #expect(eventually { !workers.contains { Running.isAlive($0) } })
    }

    @Test func whoCutsARunShortIsNotTheServer() throws {
        let silent = ScriptedServer { $0.hang() }
        let running = try Running([
            "-R", "200", "-d", "30", "--timeout", "1", "--json", directory.file("r.json"),
            "http://\(silent.place)/",
        ])
        try #require(eventually { silent.connections == 1 })
        pause(0.3, because: "the longer nothing is answered, the more is overdue")
        running.signal(SIGINT)
        // Two at once would be one.
        #expect(eventually { !running.isPending(SIGINT) })
        running.signal(SIGINT)
        let ended = try running.end().ended
        #expect(ended.text.contains("cut short by a signal"), "\(ended.text)\(ended.errors)")
        #expect(!ended.text.contains("could not keep up"))
    }
}
