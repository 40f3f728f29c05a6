import Foundation
import Testing

/// Spidey as process 1, as in a container: the kernel gives it every orphan, and sends it no signal
/// that it does not ask for.
@Suite(.enabled(if: Namespace.isPossible, "needs PID namespaces (unshare --pid)"))
struct InitProcessTests {
    private func build(_ folder: Folder) throws {
        try folder.file("a.txt", "content of a")
        // The orphan closes the script's output, and outlives it until there is a file `go`.
        try folder.script(
            "orphan.sh",
            """
            (: >born; while [ ! -e go ]; do sleep 0.02; done; : >gone) >/dev/null 2>&1 </dev/null &
            while [ ! -e born ]; do sleep 0.02; done
            printf 'Content-Type: text/plain\\n\\nhello'
            """)
        try folder.script(
            "gated.sh",
            """
            printf 'Content-Type: text/plain\\n\\n'; echo begun; : >started
            while [ ! -e go ]; do sleep 0.02; done; echo finished
            """)
    }

    private func exists(_ server: ContainedServer, _ name: String) -> Bool {
        access(server.folder.site + "/" + name, F_OK) == 0
    }

    @Test(arguments: Model.all) func orphansAreReaped(model: Model) throws {
        let server = try ContainedServer(model, build: build)
        let before = server.all.count
        #expect(try server.get("/orphan.sh") == "hello")
        #expect(eventually { server.all.count > before })
        try server.folder.file("go", "")
        #expect(eventually { exists(server, "gone") })
        #expect(eventually { server.all.count == before }, "\(server.all.map(\.state))")
        #expect(try server.get("/a.txt") == "content of a")
        #expect(server.stop(SIGTERM) == .exited(0))
    }

    /// SIGTERM, or SIGINT, to process 1 finishes what is in flight.
    @Test(arguments: Model.all, [SIGTERM, SIGINT]) func draining(
        model: Model, signal: Int32
    ) throws {
        let server = try ContainedServer(model, build: build)
        let client = try RawClient(port: server.port)
        client.send(Server.head("GET", "/gated.sh"))
        #expect(eventually { exists(server, "started") })
        kill(server.first.pid, signal)
        #expect(eventually { (try? RawClient(port: server.port)) == nil })
        try server.folder.file("go", "")
        #expect(try client.reply().text == "begun\nfinished\n")
        #expect(server.child.wait() == .exited(0))
    }

    /// The second signal ends it at once; a shell would see the same status.
    @Test(arguments: Model.all) func secondSignal(model: Model) throws {
        let server = try ContainedServer(model, ["--grace", "300"], build: build)
        let client = try RawClient(port: server.port)
        client.send(Server.head("GET", "/gated.sh"))
        #expect(eventually { exists(server, "started") })
        kill(server.first.pid, SIGTERM)
        #expect(eventually { (try? RawClient(port: server.port)) == nil })
        #expect(server.stop(SIGTERM) == .exited(128 + SIGTERM))
    }

    @Test(arguments: Model.all) func hangup(model: Model) throws {
        let folder = try Folder()
        try build(folder)
        let log = folder.root + "/access.log"
        let server = try ContainedServer(
            model, ["--access-log", "combined:\(log)"], folder: folder)
        #expect(rename(log, log + ".old") == 0)
        kill(server.first.pid, SIGHUP)
        #expect(eventually { access(log, F_OK) == 0 })
        #expect(server.stop(SIGTERM) == .exited(0))
    }

    /// The server is killed: process 1 says how, and leaves nothing behind.
    @Test func killedServer() throws {
        let server = try ContainedServer(Model.all[0], build: build)
        let main = try #require(server.first.children.first)
        kill(main.pid, SIGKILL)
        #expect(server.child.wait() == .exited(128 + SIGKILL))
    }

    /// What keeps a server from starting has the same status as ever.
    @Test func failingStart() throws {
        let folder = try Folder()
        let run = try Shell.run(
            Namespace.launcher + [Server.binary, "-d", folder.root + "/nothing"], in: folder)
        #expect(run.status == .exited(66) && run.err.contains("name an existing directory"))
    }

    /// Ctrl-C reaches all processes of the terminal: the server must not take it for two.
    @Test func interruptFromTheTerminal() throws {
        let (terminal, name) = try Terminal.open()
        defer { close(terminal) }
        let folder = try Folder()
        try build(folder)
        let server = try ContainedServer(
            Model.all[0], folder: folder,
            launcher: ["sh", "-c", "exec setsid -w -c \"$@\" <\(name)", "sh"])
        let client = try RawClient(port: server.port)
        client.send(Server.head("GET", "/gated.sh"))
        #expect(eventually { exists(server, "started") })
        var interrupt: UInt8 = 3
        #expect(write(terminal, &interrupt, 1) == 1)
        #expect(eventually { (try? RawClient(port: server.port)) == nil })
        try server.folder.file("go", "")
        #expect(try client.reply().text == "begun\nfinished\n")
        #expect(eventually { !ProcessView.isAlive(server.first.pid) })
    }
}

/// A PID namespace for one program, which is process 1 in it.
private enum Namespace {
    static let launcher =
        ["unshare"] + (geteuid() == 0 ? [] : ["--user", "--map-root-user"])
        + ["--pid", "--fork", "--mount-proc", "--kill-child"]

    static let isPossible: Bool = {
        guard Shell.has("unshare"), let folder = try? Folder() else { return false }
        return (try? Shell.run(launcher + ["true"], in: folder))?.isFine == true
    }()
}

/// A spidey that is process 1.
private final class ContainedServer {
    let folder: Folder
    /// What made the namespace and waits for process 1.
    let child: Child
    /// Process 1, as it is seen from outside.
    let first: ProcessView
    let port: UInt16

    convenience init(
        _ model: Model, _ flags: [String] = [], build: (Folder) throws -> Void
    ) throws {
        let folder = try Folder()
        try build(folder)
        try self.init(model, flags, folder: folder)
    }

    init(_ model: Model, _ flags: [String] = [], folder: Folder, launcher: [String] = []) throws {
        self.folder = folder
        let child = try Child(
            launcher + Namespace.launcher + [Server.binary, "--mode", model.name, "-p", "0"]
                + ["-d", folder.site] + model.flags + flags, folder: folder.root, name: "first")
        self.child = child
        let listens = eventually {
            child.err.contains("Ctrl-C stops it.\n") || child.poll() != nil
        }
        let found = child.err.firstMatch(of: /127\.0\.0\.1:(\d+)/).flatMap { UInt16($0.1) }
        guard listens, let found else { throw HarnessError("did not start: \(child.err)") }
        port = found
        first = try #require(Self.below(ProcessView(pid: child.pid)).first { $0.isFirst })
        // Workers are started behind the banner.
        let count = model.workers + (model.workers > 0 ? 2 : 1)
        _ = eventually(within: 5) { all.count >= count }
    }

    deinit { child.end() }

    /// Process 1 and all below it, ended ones included.
    var all: [ProcessView] { [first] + Self.below(first) }

    private static func below(_ process: ProcessView) -> [ProcessView] {
        process.children.flatMap { [$0] + below($0) }
    }

    func get(_ target: String) throws -> String {
        let client = try RawClient(port: port)
        client.send(Server.head("GET", target))
        return try client.reply().text
    }

    /// Signals process 1, and says how it has ended.
    func stop(_ signal: Int32) -> Ended? {
        kill(first.pid, signal)
        return child.wait()
    }
}

extension ProcessView {
    /// Whether it is process 1 in its namespace.
    fileprivate var isFirst: Bool {
        let data = FileManager.default.contents(atPath: "/proc/\(pid)/status") ?? Data()
        let line = String(decoding: data, as: UTF8.self).firstMatch(of: /NSpid:(?:\t\d+)+\t1\n/)
        return line != nil
    }
}
