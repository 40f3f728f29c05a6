import Foundation
import Testing

/// A disk that takes its time holds up whoever asks for what is on it, and nobody else.
@Suite(.enabled(if: SlowFiles.isPossible, "needs root, /dev/fuse and python3"))
struct SlowDiskTests {
    private static let model = Model.all.first { $0.home == .loop }!
    /// What takes its time in which way, and how many bytes it has.
    private static let slow = [
        ("slow-read.txt", 16), ("slow-open.txt", 16), ("slow-lookup.txt", 16),
        ("slow-direct.txt", 16), ("slow-read.bin", SlowFiles.largeSize),
        ("slow-direct.bin", SlowFiles.largeSize),
    ]

    private func content(_ count: Int) -> String {
        String(String(repeating: SlowFiles.pattern, count: count / 16 + 1).prefix(count))
    }

    /// Serves a docroot with slow files in its directory `name`, or in its place, by one worker.
    /// - Parameter prepare: puts what else there is into the docroot.
    private func withSlowFiles(
        at name: String? = nil, location: SourceLocation = #_sourceLocation,
        _ prepare: (Folder) throws -> Void = { _ in }, use body: (Server, SlowFiles) throws -> Void
    ) throws {
        let folder = try Folder()
        try prepare(folder)
        if let name { try folder.directory(name) }
        let place = name.map { folder.site + "/" + $0 } ?? folder.site
        let files = try SlowFiles(folder, at: place)
        try withServer(
            Self.model, ["--workers", "1"], folder: folder, launcher: files.launcher,
            location: location
        ) { server throws in try body(server, files) }
    }

    /// Asks for what is slow, and waits until that has begun to take its time.
    private func ask(_ server: Server, _ target: String, _ files: SlowFiles) throws -> RawClient {
        let before = files.begun.count
        let client = try server.connect()
        client.send(Server.head("GET", target))
        #expect(eventually { files.begun.count > before }, "\(target)")
        return client
    }

    /// Requests `target` a hundred times, one after another.
    /// - Returns: the longest wait in seconds.
    private func longestWait(_ server: Server, _ target: String) throws -> Double {
        let client = try server.connect()
        var longest = 0.0
        for _ in 0..<100 {
            client.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
            let (reply, time) = try seconds { try client.reply() }
            #expect(reply.status == 200)
            longest = max(longest, time)
        }
        return longest
    }

    /// A mount beneath a docroot on a local disk.
    @Test(arguments: slow) func mountedBeneath(name: String, count: Int) throws {
        try withSlowFiles(at: "far") {
            try $0.file("a.txt", "a")
        } use: { server, files throws in
            #expect(try server.get("/a.txt").text == "a")
            let start = now
            let waiting = try ask(server, "/far/\(name)", files)
            let longest = try longestWait(server, "/a.txt")
            #expect(longest < 1, "\(name): \(longest) s")
            let reply = try waiting.reply()
            #expect(now - start > 0.9 * SlowFiles.delay, "it was slow")
            #expect(reply.status == 200 && reply.text == content(count))
        }
    }

    /// The docroot itself is on the slow file system.
    @Test(arguments: slow) func docroot(name: String, count: Int) throws {
        try withSlowFiles { server, files throws in
            let waiting = try ask(server, "/\(name)", files)
            let longest = try longestWait(server, "/fast.txt")
            #expect(longest < 1, "\(name): \(longest) s")
            let reply = try waiting.reply()
            #expect(reply.status == 200 && reply.text == content(count))
        }
    }

    /// Even the look whether the docroot is still the same takes its time.
    @Test func slowRoot() throws {
        try withSlowFiles { server, files throws in
            files.slowDownRoot()
            // Needs no look at anything; new connections, for accepting is part of it.
            for _ in 0..<30 {
                let (status, time) = try seconds {
                    try server.talk("OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                        .statuses
                }
                #expect(status == [204] && time < 1, "\(time) s")
                pause(0.1, because: "the docroot is looked at once in a while")
            }
            #expect(try server.get("/fast.txt").status == 200)
        }
    }

    /// More of them than there are threads: others that need a thread have theirs.
    @Test func crowdOfWaiting() throws {
        try withSlowFiles(at: "far") {
            try $0.file("cold.bin", bytes: noise(1 << 20))
            try $0.script("hello.sh", "printf 'Content-Type: text/plain\\n\\nhello'")
        } use: { server, files throws in
            let waiting = try (0..<36).map { index in
                let client = try server.connect()
                client.send(Server.head("GET", "/far/slow-lookup-\(index).txt"))
                return client
            }
            // As many as there are threads have begun, the others wait for one.
            #expect(eventually { files.begun.count >= 8 })
            let (script, time) = try seconds { try server.get("/hello.sh") }
            #expect(script.text == "hello" && time < 1, "\(time) s")
            Self.forget(server.folder.site + "/cold.bin")
            let (file, fileTime) = try seconds { try server.get("/cold.bin") }
            #expect(file.body == noise(1 << 20) && fileTime < 1, "\(fileTime) s")
            for client in waiting { #expect(try client.reply(within: 30).status == 404) }
        }
    }

    /// The listing of a directory in which something slow is mounted, or linked to.
    @Test func listing() throws {
        try withSlowFiles(at: "far") { folder in
            try folder.file("a.txt", "a")
            try folder.directory("links")
            for index in 0..<3 {
                try folder.link("links/\(index)", to: "../far/slow-lookup-\(index).txt")
            }
        } use: { server, files throws in
            files.slowDownRoot()
            for target in ["/", "/links/", "/far/"] {
                let waiting = try ask(server, target, files)
                let longest = try longestWait(server, "/a.txt")
                #expect(longest < 1, "\(target): \(longest) s")
                #expect(try waiting.reply().status == 200)
            }
        }
    }

    /// Requests sent together, each of which needs a thread: every one is answered, also when the
    /// client has said that it will send no more.
    @Test(arguments: [false, true]) func pipelined(endsInput: Bool) throws {
        try withSlowFiles(at: "far") { server, _ throws in
            let client = try server.connect()
            let request = "GET /far/fast.txt HTTP/1.1\r\nHost: a\r\n\r\n"
            client.send(String(repeating: request, count: 5))
            if endsInput { client.finishSending() }
            for _ in 0..<5 { #expect(try client.reply(within: 5).text == SlowFiles.pattern) }
            #expect(client.closes(within: 0.2) == endsInput)
        }
    }

    /// Takes a file out of memory.
    static func forget(_ path: String) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        fsync(file)
        posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
        close(file)
    }
}
