import Foundation
import Testing

/// Clients that ask for what takes an event loop's threads long, and go at once: nothing more is
/// done for them, and others do not notice.
@Suite(.serialized) struct AbandonedWorkTests {
    private static let model = Model.all.first { $0.home == .loop }!
    private static let clients = 300
    private static let entries = 20_000

    /// Has clients ask for something and reset the connection, one after another.
    private func abandon(_ server: Server, _ target: (Int) -> String) throws {
        // A large head, so that what is kept of a request shows.
        let fields = (0..<20).map { "X-\($0): " + String(repeating: "a", count: 500) }
        for number in 0..<Self.clients {
            let client = try server.connect()
            client.send(Server.head("GET", target(number), fields))
            pause(0.001, because: "the request is to be read before the client goes")
            client.reset()
        }
    }

    /// A listing of many entries is worked at for some hundred milliseconds.
    @Test func listings() throws {
        try withSite(Self.model, ["--workers", "1"]) { folder in
            try folder.file("a.txt", "a")
            try folder.directory("many")
            for index in 0..<Self.entries {
                let path = folder.site + "/many/a-rather-long-name-\(index)"
                close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644))
            }
        } use: { server throws in
            #expect(try server.get("/many/").status == 200)
            let worker = try #require(server.workers.first)
            try abandon(server) { _ in "/many/" }
            let (reply, time) = try seconds { try server.get("/a.txt") }
            #expect(reply.text == "a" && time < 2, "\(time) s")
            // Only its inactivity shows that nothing is left to be done.
            var (busy, since) = (worker.cpuSeconds, now)
            let isQuiet = eventually(within: 5) {
                let cpu = worker.cpuSeconds
                if cpu > busy + 0.02 { (busy, since) = (cpu, now) }
                return now > since + 0.5
            }
            #expect(isQuiet, "it works on")
        }
    }

    /// A file system that does not answer: as many requests wait for it as there are threads. The
    /// others are never asked.
    @Test(.enabled(if: SlowFiles.isPossible, "needs root, /dev/fuse and python3"))
    func remoteFiles() throws {
        let folder = try Folder()
        try folder.file("a.txt", "a")
        try folder.directory("far")
        let files = try SlowFiles(folder, at: folder.site + "/far")
        try withServer(
            Self.model, ["--workers", "1"], folder: folder, launcher: files.launcher
        ) { server throws in
            let worker = try #require(server.workers.first)
            #expect(try server.get("/a.txt").text == "a")
            let before = worker.residentKB
            try abandon(server) { "/far/slow-lookup-\($0).txt" }
            #expect(try server.get("/a.txt").text == "a")
            #expect(worker.residentKB - before < 4 * 1024, "\(before), \(worker.residentKB) KB")
            let (reply, time) = try seconds { try server.get("/far/fast.txt") }
            #expect(reply.text == SlowFiles.pattern)
            #expect(time < 2.5 * SlowFiles.delay, "\(time) s")
            pause(SlowFiles.delay, because: "what is left would be asked meanwhile")
            #expect(files.begun.count < Self.clients / 4, "\(files.begun.count)")
        }
    }
}
