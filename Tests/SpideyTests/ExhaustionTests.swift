import Foundation
import Testing

/// What happens when the system has nothing left to give.
@Suite struct ExhaustionTests {
    private func limit(_ server: Server, _ what: String, as user: [String] = []) throws {
        for process in server.lasting {
            let run = try Shell.run(
                user + ["prlimit", "--pid", "\(process.pid)", what], in: server.folder)
            #expect(run.isFine, "\(run.err)")
        }
    }

    /// No descriptor for the next connection: it waits, the server does not spin, and serves it
    /// once there is one.
    @Test(.enabled(if: Shell.has("prlimit")), arguments: Model.all)
    func noDescriptorToAccept(model: Model) throws {
        try withSite(model) {
            try $0.file("a.txt", "a")
        } use: { server throws in
            let open = server.accepting.descriptors().count
            try limit(server, "--nofile=\(open):4096")
            let client = try server.connect()
            client.send(Server.head("GET", "/a.txt"))
            #expect(eventually { server.log.contains("Cannot accept") })
            let before = server.cpuSeconds
            #expect(!client.read(within: 1.5))
            #expect(server.cpuSeconds - before < 0.5, "spinning")
            #expect(server.log.split(separator: "\n").count < 60, "the log is flooded")
            try limit(server, "--nofile=4096:4096")
            #expect(try client.reply().text == "a")
            #expect(try server.get("/a.txt").status == 200)
        }
    }

    /// None for the file, or the script's pipes: an answer all the same.
    @Test(.enabled(if: Shell.has("prlimit")), arguments: Model.all)
    func noDescriptorToServe(model: Model) throws {
        try withSite(model) { folder in
            try folder.file("a.txt", "a")
            try folder.script("a.sh", "printf 'Content-Type: text/plain\\n\\nhi'")
        } use: { server throws in
            let open = server.accepting.descriptors().count
            // Of what a forked child closes at once, the listeners, one can be used again.
            for spare in 1...6 {
                try limit(server, "--nofile=\(open + spare):4096")
                for target in ["/a.txt", "/a.sh", "/a.sh/more", "/"] {
                    let status = try server.get(target).status
                    #expect([200, 500, 503].contains(status), "\(target) \(status)")
                }
            }
            try limit(server, "--nofile=4096:4096")
            #expect(try server.get("/a.txt").status == 200)
            #expect(try server.get("/a.sh").status == 200)
            // The log names what could not be had: a pipe, a descriptor, not the script.
            #expect(!server.log.contains("execve"), "\(server.log)")
        }
    }

    /// No process for the next connection: 503, and the server goes on.
    @Test(.enabled(if: Unprivileged.isPossible, "needs root and setpriv"), arguments: Model.forking)
    func failedFork(model: Model) throws {
        let user = try Unprivileged(Folder())
        try user.folder.file("a.txt", "a")
        // A user of its own, so that nobody else's processes count.
        let launcher = ["setpriv", "--reuid=64999", "--clear-groups"]
        try withServer(
            model, folder: user.folder, launcher: launcher, binary: user.binary
        ) { server throws in
            #expect(try server.get("/a.txt").status == 200)
            try limit(server, "--nproc=1:", as: launcher)
            for _ in 0..<3 {
                let reply = try server.get("/a.txt")
                #expect(reply.status == 503 && reply["Connection"] == "close")
            }
            #expect(server.log.contains("Cannot fork"))
            // One that says nothing must not hold up the parent.
            let silent = try server.connect()
            let (reply, time) = try seconds { try server.get("/a.txt") }
            #expect(reply.status == 503 && time < 5)
            withExtendedLifetime(silent) {}
            try limit(server, "--nproc=100:", as: launcher)
            #expect(try server.get("/a.txt").status == 200)
        }
    }

    /// More connections than allowed wait, and are served in the end.
    @Test(arguments: Model.bounding) func maximumConnections(model: Model) throws {
        try withSite(model, model.bounded(2)! + ["--idle-timeout", "300"]) {
            try $0.file("a.txt", "a")
            try $0.script("wait.sh", "while [ ! -e go ]; do sleep 0.02; done; printf 'A: b\\n\\n'")
        } use: { server throws in
            let first = try (0..<2).map { _ in
                let client = try server.connect()
                client.send("GET /wait.sh HTTP/1.1\r\nHost: a\r\n\r\n")
                return client
            }
            #expect(eventually { server.isServing(2) })
            let third = try server.connect()
            third.send(Server.head("GET", "/a.txt"))
            #expect(!third.read(within: 1.5))
            #expect(server.isServing(2))
            try server.folder.file("go", "")
            #expect(try third.reply().text == "a")
            for client in first { #expect(try client.reply().status == 200) }
        }
    }

    /// A bound that the limit of descriptors does not allow: the operator is told, and the server
    /// keeps to what it can have.
    @Test(.enabled(if: Shell.has("prlimit"))) func boundAboveTheLimit() throws {
        let model = try #require(Model.all.first { $0.home == .thread })
        let folder = try Folder()
        try folder.file("a.txt", "a")
        for (limit, line) in [("128:128", true), ("128:8192", false)] {
            let server = try Server(
                model, ["--max-connections", "1000"], folder: folder,
                launcher: ["prlimit", "--nofile=\(limit)"])
            let notice = "spidey: --max-connections 1000: the limit of open files, 128, allows 24"
            #expect(server.log.hasPrefix(notice) == line, "\(server.log)")
            #expect(try server.get("/a.txt").text == "a")
            #expect(server.stop() == .exited(0))
        }
    }

    /// No room for a copy of the code in large pages: forking mode serves from where the code is.
    @Test(.enabled(if: Shell.has("prlimit"))) func noRoomForLargePages() throws {
        let model = try #require(Model.all.first { $0.home == .ownProcess })
        let folder = try Folder()
        try folder.file("a.txt", "a")
        let roomy = try Server(model, folder: folder)
        #expect(try roomy.get("/a.txt").text == "a")
        if Self.canHaveLargeCode(roomy) { #expect(!Self.hasCodeOfFile(roomy)) }
        let size = try #require(Self.addressSpace(of: roomy))
        #expect(roomy.stop() == .exited(0))
        // The copy alone takes ten million bytes more than what it replaces.
        let server = try Server(
            model, folder: folder, launcher: ["prlimit", "--as=\(size + 2_000_000)"])
        for _ in 0..<3 { #expect(try server.get("/a.txt").text == "a") }
        #expect(Self.hasCodeOfFile(server))
        #expect(server.stop() == .exited(0))
    }

    /// Whether nothing keeps the server from moving its code: it is a release build, the kernel has
    /// the call (6.1), and there are free pages of 2 MB (proc(5), buddyinfo).
    private static func canHaveLargeCode(_ server: Server) -> Bool {
        func text(_ path: String) -> String {
            (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        }
        let release = text("/proc/sys/kernel/osrelease").split { !$0.isNumber }
            .compactMap { Int($0) }
        guard release.count > 1, (release[0], release[1]) >= (6, 1) else { return false }
        guard !text("/proc/\(server.child.pid)/maps").contains("ld-linux") else { return false }
        let free = text("/proc/buddyinfo").split(separator: "\n").map { zone in
            zone.split(separator: " ").dropFirst(4 + 9).compactMap { Int($0) }.reduce(0, +)
        }
        return free.reduce(0, +) > 64
    }

    /// Bytes of the server's address space.
    private static func addressSpace(of server: Server) -> Int? {
        let path = "/proc/\(server.child.pid)/status"
        let status = try? String(contentsOfFile: path, encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmSize:") }
        return line?.split(separator: " ").dropLast().last.flatMap { Int($0) }.map { $0 * 1024 }
    }

    /// Whether the server runs code that is mapped from a file, as every program does at first.
    private static func hasCodeOfFile(_ server: Server) -> Bool {
        let maps = try? String(contentsOfFile: "/proc/\(server.child.pid)/maps", encoding: .utf8)
        return maps?.split(separator: "\n").contains {
            $0.contains("r-xp") && $0.hasSuffix("spidey")
        } ?? false
    }
}
