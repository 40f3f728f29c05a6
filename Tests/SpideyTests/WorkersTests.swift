import Foundation
import Testing

/// Models with a master and long-lived workers: what happens when one of them is killed.
@Suite struct WorkersTests {
    private static let clients = 4
    /// Seconds under fire: a few in every run, a minute when somebody asks for it.
    private static let fireSeconds =
        ProcessInfo.processInfo.environment["SPIDEY_TEST_SOAK_SECONDS"].flatMap(Double.init) ?? 3

    private func build(_ folder: Folder) throws {
        try folder.file("a.txt", "content of a")
        try folder.script("never.sh", "echo $$ >pid; exec sleep 300")
    }

    /// Workers are killed in a loop: each takes with it the requests that it held and no others.
    @Test(arguments: Model.supervised) func killedUnderLoad(model: Model) throws {
        try withSite(model, ["--workers", "4"], build: build) { server throws in
            let failures = Counter()
            let successes = Counter()
            let kills = Counter()
            let end = now + Self.fireSeconds
            let (port, process) = (server.port, server.process)
            DispatchQueue.concurrentPerform(iterations: Self.clients + 1) { index in
                while now < end {
                    if index == 0 {
                        if let victim = process.children.randomElement()?.pid {
                            kill(victim, SIGKILL)
                            kills.add()
                        }
                        pause(0.05, because: "the pace of killing")
                    } else if Self.visit(port) {
                        successes.add()
                    } else {
                        failures.add()
                    }
                }
            }
            #expect(kills.value >= 5 && successes.value > 0)
            // In all models a client here has one request under way.
            #expect(failures.value <= kills.value * Self.clients)
            #expect(try server.get("/a.txt", within: 20).text == "content of a")
            #expect(eventually { server.isAtRest })
        }
    }

    private static func visit(_ port: UInt16) -> Bool {
        guard let client = try? RawClient(port: port) else { return false }
        client.send(Server.head("GET", "/a.txt"))
        return (try? client.reply().text) == "content of a"
    }

    /// A worker that dies at once is started again and again, but not in a spin.
    @Test(arguments: Model.supervised) func dyingYoung(model: Model) throws {
        try withSite(model, ["--workers", "1"], build: build) { server throws in
            let end = now + 4
            while now < end {
                for worker in server.process.children { kill(worker.pid, SIGKILL) }
                pause(0.005, because: "the pace of killing")
            }
            let log = server.log
            let deaths = log.components(separatedBy: "A worker has ended by signal 9").count - 1
            // 0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6 seconds apart, then 2.
            #expect(4...9 ~= deaths, "\(log)")
            #expect(server.process.cpuSeconds < 1)
            #expect(try server.get("/a.txt").text == "content of a")
            // Once one has lived for a while, the next death is no pattern.
            pause(1.2, because: "a worker has lived for a while after a second")
            for worker in server.process.children { kill(worker.pid, SIGKILL) }
            #expect(eventually { server.log.contains("another one starts at once") })
            #expect(try server.get("/a.txt").text == "content of a")
        }
    }

    /// A master that is killed leaves no worker and no script behind.
    @Test(arguments: Model.supervised) func killedMaster(model: Model) throws {
        let folder = try Folder()
        try build(folder)
        let server = try Server(model, ["--grace", "1"], folder: folder)
        let client = try server.connect()
        client.send(Server.head("GET", "/never.sh"))
        let script = try pid(in: server)
        let workers = server.workers.map(\.pid)
        #expect(workers.count == model.workers)
        kill(server.child.pid, SIGKILL)
        #expect(server.child.wait() == .signalled(SIGKILL))
        #expect(eventually { workers.allSatisfy { !ProcessView.isAlive($0) } })
        #expect(eventually { !ProcessView.isAlive(script) })
        #expect(client.closes())
    }

    /// Whatever is killed, the script that it ran does not stay.
    @Test(arguments: Model.all) func killedWithScript(model: Model) throws {
        let folder = try Folder()
        try build(folder)
        let server = try Server(model, folder: folder)
        let client = try server.connect()
        client.send(Server.head("GET", "/never.sh"))
        let script = try pid(in: server)
        let parent = try #require(ProcessView(pid: script).parent)
        kill(parent, SIGKILL)
        #expect(eventually { !ProcessView.isAlive(script) })
        #expect(client.closes())
        if parent != server.child.pid {
            #expect(try server.get("/a.txt").status == 200)
            #expect(server.stop() == .exited(0))
        }
    }

    private func pid(in server: Server) throws -> pid_t {
        var found: pid_t?
        _ = eventually {
            let data = FileManager.default.contents(atPath: server.folder.site + "/pid") ?? Data()
            let text = String(decoding: data, as: UTF8.self)
            if text.hasSuffix("\n") { found = pid_t(text.dropLast()) }
            return found != nil
        }
        return try #require(found)
    }
}
