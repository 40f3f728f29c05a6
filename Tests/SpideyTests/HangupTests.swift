import Foundation
import Testing

/// SIGHUP: a request to reopen logs, or the news that the terminal has gone (decision 0008).
@Suite struct HangupTests {
    private func lines(_ path: String) -> [String] {
        let data = FileManager.default.contents(atPath: path) ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Requests with different targets while the log is moved away and reopened, several times:
    /// each is in one of the files, once.
    @Test(arguments: Model.all) func reopening(model: Model) throws {
        let folder = try Folder()
        try folder.file("a.txt", "a")
        let log = folder.root + "/access.log"
        try withServer(model, ["--access-log", "combined:\(log)"], folder: folder) {
            server throws in
            let rounds = 4
            var expected = 0
            for round in 0..<rounds {
                expected += visitWhileReopening(server, round, log)
            }
            let all = { (1..<rounds).map { log + ".\($0)" }.flatMap(self.lines) + self.lines(log) }
            #expect(eventually { all().count >= expected })
            #expect(all().count == expected && Set(all()).count == expected)
            // Everybody has the new file by now.
            try expectNewFile(server, log, log + ".last")
        }
    }

    /// Has clients make requests, and moves the log meanwhile, but for the first time.
    /// - Returns: how many requests there were.
    private func visitWhileReopening(_ server: Server, _ round: Int, _ log: String) -> Int {
        let (port, pid) = (server.port, server.child.pid)
        let (failures, visits) = (Counter(), Counter())
        DispatchQueue.concurrentPerform(iterations: 3) { worker in
            if worker == 0, round > 0 {
                // Where there is one processor, the others come afterwards.
                _ = eventually(within: 0.5) { visits.value > 5 }
                rename(log, log + ".\(round)")
                kill(pid, SIGHUP)
            } else {
                for index in 0..<30 {
                    let target = "/a.txt?\(round)-\(worker)-\(index)"
                    if !Self.visit(port, target) { failures.add() }
                    visits.add()
                }
            }
        }
        #expect(failures.value == 0)
        return visits.value
    }

    /// After the log was moved, the next lines are in the new file: from whoever serves next, and
    /// from those who serve already.
    private func expectNewFile(_ server: Server, _ log: String, _ old: String) throws {
        let kept = server.model.keepsAlive ? try server.connect() : nil
        // A line is written behind its response, and a busy process may be late to open the file.
        let isNoted = try eventually {
            guard let kept else { return true }
            kept.send("GET /a.txt?kept-before HTTP/1.1\r\nHost: a\r\n\r\n")
            guard try kept.reply().status == 200 else { return false }
            return lines(log).contains { $0.contains("kept-before") }
        }
        #expect(isNoted, "\(server.lasting.map(\.targets)) \(lines(log).suffix(2))")
        rename(log, old)
        server.child.signal(SIGHUP)
        #expect(eventually { access(log, F_OK) == 0 })
        // A worker that was not told yet would write to the old file.
        #expect(eventually { !Self.isOpen(old, in: server) })
        kept?.send("GET /a.txt?kept-after HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try kept?.reply().status ?? 200 == 200)
        let count = server.model.workers + 3
        for index in 0..<count {
            #expect(try server.get("/a.txt?after-\(index)").status == 200)
        }
        let expected = count + (kept == nil ? 0 : 1)
        #expect(eventually { lines(log).count >= expected }, "\(lines(log)) \(lines(old))")
        #expect(lines(log).allSatisfy { $0.contains("after") })
        #expect(!lines(old).contains { $0.contains("after") })
    }

    /// Whether a process of the server has this file open.
    private static func isOpen(_ path: String, in server: Server) -> Bool {
        server.process.family.flatMap(\.targets).contains { $0.hasSuffix(" " + path) }
    }

    private static func visit(_ port: UInt16, _ target: String) -> Bool {
        guard let client = try? RawClient(port: port) else { return false }
        client.send(Server.head("GET", target))
        return (try? client.reply().status) == 200
    }

    /// A log that cannot be reopened goes on in the old file, and the operator is told.
    @Test(arguments: Model.all) func cannotReopen(model: Model) throws {
        let folder = try Folder()
        try folder.file("a.txt", "a")
        let directory = folder.root + "/logs"
        #expect(mkdir(directory, 0o755) == 0)
        let flags = ["--access-log", "combined:\(directory)/a.log"]
        try withServer(model, flags, folder: folder) { server throws in
            #expect(try server.get("/a.txt?1").status == 200)
            #expect(rename(directory, directory + ".old") == 0)
            server.child.signal(SIGHUP)
            #expect(eventually { server.log.contains("Cannot reopen the access log") })
            #expect(try server.get("/a.txt?2").status == 200)
            #expect(eventually { lines(directory + ".old/a.log").count == 2 })
        }
    }

    /// Without a log there is nothing to do, and without a terminal nothing to stop for.
    @Test(arguments: Model.all) func nothingToReopen(model: Model) throws {
        try withSite(model) {
            try $0.file("a.txt", "a")
        } use: { server throws in
            for _ in 0..<3 {
                server.child.signal(SIGHUP)
                #expect(eventually { !server.process.isPending(SIGHUP) })
                #expect(try server.get("/a.txt").status == 200)
            }
        }
    }

    /// A server on a terminal goes on after SIGHUP, and ends when the terminal goes.
    @Test(arguments: Model.all) func terminalGoes(model: Model) throws {
        let folder = try Folder()
        try folder.file("a.txt", "a")
        let (terminal, name) = try Terminal.open()
        // A session of its own whose terminal is standard input.
        let launch = "setsid -w -c \"$@\" <\(name)"
        let child = try Child(
            ["sh", "-c", launch, "sh", Server.binary, "--mode", model.name, "-d", folder.site]
                + ["-p", "0"] + model.flags, folder: folder.root, name: "terminal")
        #expect(eventually { child.err.contains("Ctrl-C stops it.\n") }, "\(child.err)")
        let port = try #require(
            child.err.firstMatch(of: /127.0.0.1:(\d+)/).flatMap { UInt16($0.1) })
        let server = try #require(Self.descendant(of: child.pid))
        kill(server, SIGHUP)
        #expect(eventually { !ProcessView(pid: server).isPending(SIGHUP) })
        #expect(Self.visit(port, "/a.txt"))
        close(terminal)
        #expect(eventually { !ProcessView.isAlive(server) })
        #expect(child.wait() == .exited(0))
    }

    /// The first process below that is the server itself.
    private static func descendant(of pid: pid_t) -> pid_t? {
        for child in ProcessView(pid: pid).children {
            let line = FileManager.default.contents(atPath: "/proc/\(child.pid)/comm") ?? Data()
            if String(decoding: line, as: UTF8.self).hasPrefix("spidey") { return child.pid }
            if let found = descendant(of: child.pid) { return found }
        }
        return nil
    }
}
