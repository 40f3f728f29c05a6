import Foundation
import Testing

/// Many clients that do little, beside one that wants to be served.
@Suite(.serialized) struct CrowdTests {
    private static let loop = Model.all.first { $0.home == .loop }!
    private static let request = "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n"

    /// The middle and the longest of the waits for fresh requests, in seconds.
    private func waits(
        _ server: Server, _ count: Int = 60
    ) throws -> (middle: Double, longest: Double) {
        let times = try (0..<count).map { _ in
            let (reply, time) = try seconds { try server.get("/a.txt") }
            #expect(reply.text == "a")
            return time
        }.sorted()
        return (times[count / 2], times[count - 1])
    }

    /// Clients that take nothing, and scripts that write nothing.
    @Test func slowReadersAndScripts() throws {
        try withSite(Self.loop, ["--workers", "1"]) { folder in
            try folder.file("a.txt", "a")
            try folder.sparse("huge.bin", count: 100 << 20)
            try folder.script("sleep.sh", "cat gate; printf 'A: b\\n\\n'")
            guard mkfifo(folder.site + "/gate", 0o644) == 0 else { throw HarnessError("mkfifo") }
        } use: { server throws in
            _ = try waits(server)
            let worker = try #require(server.workers.first)
            let before = worker.residentKB
            let readers = try (0..<100).map { _ in
                let client = try server.connect(receiveBuffer: 4096)
                client.send(Server.head("GET", "/huge.bin"))
                return client
            }
            let scripts = try (0..<50).map { _ in
                let client = try server.connect()
                client.send(Server.head("GET", "/sleep.sh"))
                return client
            }
            #expect(eventually { server.isServing(50) })
            for client in readers { #expect(client.read()) }
            let (middle, longest) = try waits(server)
            #expect(middle < 0.1 && longest < 1.5, "\(middle) s, \(longest) s")
            let growth = worker.residentKB - before
            #expect(growth < 16 * 1024, "\(growth) KB more")
            let idle = worker.cpuSeconds
            pause(1, because: "a loop that spins shows it by the time it takes")
            #expect(worker.cpuSeconds - idle < 0.3, "it spins")
            close(open(server.folder.site + "/gate", O_WRONLY | O_CLOEXEC))
            for client in scripts { #expect(try client.reply().status == 200) }
        }
    }

    /// Bytes of heads that come one by one, for ever: until the time for a head is up.
    @Test func trickle() throws {
        let flags = ["--workers", "1", "--header-timeout", "4"]
        try withSite(Self.loop, flags) {
            try $0.file("a.txt", "a")
        } use: { server throws in
            let clients = try (0..<300).map { _ in try server.connect() }
            let start = now
            for client in clients { client.send("GET /a.txt HTTP/1.1\r\nHost: a\r\nX:") }
            var longest = 0.0
            while now - start < 2.5 {
                for client in clients { client.send("y") }
                longest = max(longest, try waits(server, 20).longest)
                pause(0.3, because: "the pace of clients that trickle")
            }
            #expect(longest < 1.5, "\(longest) s")
            for client in clients { #expect(try client.talk().statuses == [408]) }
            #expect(now - start > 3.9 && now - start < 15)
        }
    }

    /// Connections that live long are shared by the workers. How equally depends on whether both
    /// get a processor when they should; left to the kernel, one may have nearly all.
    @Test func fairness() throws {
        try withSite(Self.loop, ["--workers", "2"]) {
            try $0.file("a.txt", "a")
        } use: { server throws in
            let before = server.workers.map { $0.descriptors().count }
            let clients = try (0..<200).map { _ in
                let client = try server.connect()
                client.send(Self.request)
                #expect(try client.reply().status == 200)
                return client
            }
            let after = server.workers.map { $0.descriptors().count }
            let each = zip(after, before).map { $0 - $1 }
            #expect(each.reduce(0, +) == 200 && each.max()! <= 170, "\(each)")
            withExtendedLifetime(clients) {}
        }
    }

    /// A worker that hangs does not keep connections from the other one.
    @Test func stoppedWorker() throws {
        try withSite(Self.loop, ["--workers", "2"]) {
            try $0.file("a.txt", "a")
        } use: { server throws in
            let stopped = try #require(server.workers.first)
            kill(stopped.pid, SIGSTOP)
            defer { kill(stopped.pid, SIGCONT) }
            #expect(eventually { stopped.state == "T" })
            let start = now
            let clients = try (0..<100).map { _ in
                let client = try server.connect()
                client.send(Self.request)
                #expect(try client.reply().status == 200)
                return client
            }
            #expect(now - start < 8, "\(now - start) s")
            withExtendedLifetime(clients) {}
        }
    }
}
