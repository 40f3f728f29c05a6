import Foundation
import Testing

/// Scripts when the system has no descriptor or no process left: 503 with Retry-After, for it may
/// have one again soon, and a line in the log that names what ran out.
@Suite(.enabled(if: Shell.has("prlimit"), "needs prlimit")) struct ScriptExhaustionTests {
    private func build(_ folder: Folder) throws {
        let head = "printf 'Content-Type: text/plain\\n\\n'\n"
        try folder.file("a.txt", "content of a")
        try folder.script("hello.sh", head + "echo hello")
        try folder.script("gate.sh", ": <gate\n" + head + "echo hello")
        guard mkfifo(folder.site + "/gate", 0o644) == 0 else { throw HarnessError("mkfifo") }
    }

    /// Changes limits of the server's lasting processes.
    private func limit(_ server: Server, _ what: String, as user: [String] = []) throws {
        for process in server.lasting {
            let run = try Shell.run(
                user + ["prlimit", "--pid", "\(process.pid)", what], in: server.folder)
            #expect(run.isFine, "\(run.err)")
        }
    }

    /// What came of a request for a script: `hello`, `refused` for now, or something wrong.
    private func outcome(_ reply: Reply) -> String {
        if reply.status == 200, reply.text == "hello\n" { return "hello" }
        guard reply.status == 503 else { return "\(reply.status)" }
        let seconds = reply["Retry-After"].flatMap { Int($0) } ?? 0
        return seconds > 0 ? "refused" : "503 without Retry-After"
    }

    /// Expects these outcomes and no other.
    private func expect(
        _ outcomes: [String], only allowed: Set<String>,
        location: SourceLocation = #_sourceLocation
    ) {
        let counts = Dictionary(grouping: outcomes) { $0 }.mapValues(\.count)
        #expect(Set(counts.keys) == allowed, "\(counts)", sourceLocation: location)
    }

    /// Expects a line that names what ran out, and blames nothing else.
    private func expectLine(_ server: Server, _ names: Regex<Substring>) {
        let lines = server.log.split(separator: "\n").filter { $0.hasPrefix("[") }
        #expect(
            lines.contains { $0.contains(names) } && !lines.contains { $0.contains("execve") },
            "\(lines)")
    }

    /// A few more than the server itself has open: some for the connection and for the script's
    /// directory, not enough for its pipes.
    @Test(arguments: Model.all) func noDescriptors(model: Model) throws {
        let flags = model.workers > 0 ? ["--workers", "1"] : []
        try withSite(model, flags, build: build) { server throws in
            #expect(try server.get("/hello.sh").text == "hello\n")
            #expect(eventually { server.hasNoConnection })
            let open = (server.accepting.descriptors().last ?? 0) + 1
            let outcomes = try (1...9).map { spare in
                try limit(server, "--nofile=\(open + spare):4096")
                return outcome(try server.get("/hello.sh"))
            }
            expect(outcomes, only: ["hello", "refused"])
            expectLine(server, /(?i)descriptor|open files/)
            try limit(server, "--nofile=4096:4096")
            #expect(try server.get("/hello.sh").text == "hello\n")
        }
    }

    /// As many connections as there may be, each with a script that takes two pipes.
    @Test(arguments: Model.all) func descriptorsOfCrowd(model: Model) throws {
        let folder = try Folder()
        try build(folder)
        let launcher = ["prlimit", "--nofile=64:64"]
        try withServer(model, folder: folder, launcher: launcher) { server throws in
            let clients = try (0..<(model.takesTurns ? 4 : 100)).map { number in
                let client = try server.connect()
                client.send(Server.head("GET", "/gate.sh?\(number)"))
                return client
            }
            awaitStandstill(server)
            // Whoever opens it for reading does so at once from here on.
            let gate = open(server.folder.site + "/gate", O_RDWR | O_CLOEXEC)
            defer { close(gate) }
            let outcomes = try clients.map { outcome(try $0.reply()) }
            expect(outcomes.filter { $0 != "refused" }, only: ["hello"])
            #expect(try server.get("/hello.sh").text == "hello\n")
        }
    }

    /// Waits until as many scripts run as the server is going to start.
    private func awaitStandstill(_ server: Server) {
        var (count, since) = (0, now)
        _ = eventually(within: 8) {
            let running = ProcessView.working(in: server.folder.site)
                .filter { $0.name == "gate.sh" }.count
            if running != count { (count, since) = (running, now) }
            // That no further one is started shows by nothing but time.
            return count > 0 && now > since + 0.5
        }
    }

    /// A user who may have no further process.
    @Test(.enabled(if: Unprivileged.isPossible, "needs root and setpriv"), arguments: Model.all)
    func noProcesses(model: Model) throws {
        let user = try Unprivileged(Folder())
        try build(user.folder)
        // A user of its own, so that nobody else's processes count.
        let launcher = ["setpriv", "--reuid=64998", "--clear-groups"]
        try withServer(
            model, folder: user.folder, launcher: launcher, binary: user.binary
        ) { server throws in
            #expect(try server.get("/hello.sh").text == "hello\n")
            try limit(server, "--nproc=1:", as: launcher)
            let outcomes = try (0..<3).map { _ in outcome(try server.get("/hello.sh")) }
            expect(outcomes, only: ["refused"])
            expectLine(server, /(?i)process|thread|fork/)
            try limit(server, "--nproc=1000:", as: launcher)
            #expect(try server.get("/hello.sh").text == "hello\n")
        }
    }
}
