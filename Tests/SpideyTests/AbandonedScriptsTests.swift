import Foundation
import Testing

/// Clients that go away at any moment after they have asked for a script. Whatever was started for
/// them ends and is collected, and each request that was received is in the access log.
@Suite struct AbandonedScriptsTests {
    /// How a client goes.
    enum Leaving: String, Sendable, CaseIterable {
        case reset, close

        /// A closed connection still takes an answer, for all that a server knows (RFC 9112 section
        /// 9.6): a script that neither reads nor writes has its time.
        var flags: [String] { self == .close ? ["--cgi-timeout", "1"] : [] }

        func callAsFunction(_ client: RawClient) {
            switch self {
            case .reset: client.reset()
            case .close: client.leave()
            }
        }
    }

    private static let plain = "printf 'Content-Type: text/plain\\n\\n'\n"
    /// Seconds between asking and going.
    private static let delays = [0, 0.0003, 0.0007, 0.001, 0.0015, 0.002, 0.003]

    private func build(_ folder: Folder) throws {
        try folder.script("yes.sh", Self.plain + "exec yes")
        try folder.script("silent.sh", "exec sleep 300")
        try folder.script(
            "stubborn.sh", "trap '' TERM\n" + Self.plain + "while :; do echo y; sleep 0.1; done")
        try folder.script("cat.sh", Self.plain + "exec cat")
        try folder.script("hello.sh", Self.plain + "echo hello")
    }

    /// Runs `body` with a server over these scripts, then expects that nothing is left.
    private func withScripts(
        _ model: Model, _ flags: [String] = [], folder: Folder, launcher: [String] = [],
        location: SourceLocation = #_sourceLocation, _ body: (Server) throws -> Void
    ) throws {
        try build(folder)
        let log = folder.root + "/access.json"
        try withServer(
            model, flags + ["-v", "--access-log", "json:\(log)"], folder: folder,
            launcher: launcher, location: location
        ) { server throws in
            try body(server)
            #expect(
                eventually { server.leftovers.isEmpty },
                "left: \(Self.describe(server.leftovers))", sourceLocation: location)
            server.endLeftovers()
            for _ in 0..<3 {
                #expect(try server.get("/hello.sh").text == "hello\n", sourceLocation: location)
            }
            expectLogged(server, log, location)
        }
    }

    private static func describe(_ processes: [ProcessView]) -> [String] {
        processes.map { "\($0.name) \($0.state ?? "?")" }
    }

    /// Each request whose head was read, by the server's own account, has its line in the log;
    /// a head that is not whole may have one, which names no target.
    private func expectLogged(_ server: Server, _ path: String, _ location: SourceLocation) {
        var (received, logged): ([String], [String]) = ([], [])
        let isComplete = eventually(within: 5) {
            received = server.log.matches(of: /Parsing \['[A-Z]+', '([^']*)'/).map { "\($0.1)" }
            let data = FileManager.default.contents(atPath: path) ?? Data()
            let text = String(decoding: data, as: UTF8.self)
            logged = text.matches(of: /"target":"([^"]+)"/).map { "\($0.1)" }
            return received.count == logged.count
        }
        #expect(!received.isEmpty, sourceLocation: location)
        #expect(
            isComplete && received.sorted() == logged.sorted(),
            "\(received.count) received, \(logged.count) logged", sourceLocation: location)
    }

    /// Between the request and any answer, also before the request is whole.
    @Test(arguments: Model.all, Leaving.allCases) func atOnce(
        model: Model, leaving: Leaving
    ) throws {
        try withScripts(model, leaving.flags, folder: try Folder()) { server throws in
            var number = 0
            for name in ["yes", "stubborn", "silent"] {
                // One connection at a time would spend a second on each.
                let rounds = name == "silent" && leaving == .close && model.takesTurns ? 1 : 4
                for delay in rounds == 1 ? [0, 0.0015] : Self.delays {
                    for _ in 0..<rounds {
                        let client = try server.connect()
                        client.send(Server.head("GET", "/\(name).sh?\(number)"))
                        pause(delay, because: "before, while and after the script starts")
                        leaving(client)
                        number += 1
                    }
                }
            }
            for _ in 0..<5 {
                let client = try server.connect()
                client.send("GET /yes.sh?part HTTP/1.1\r\nHost: a\r\n")
                leaving(client)
            }
        }
    }

    /// While the answer streams.
    @Test(arguments: Model.all, Leaving.allCases) func whileReading(
        model: Model, leaving: Leaving
    ) throws {
        try withScripts(model, folder: try Folder()) { server throws in
            for number in 0..<12 {
                let name = number % 3 == 0 ? "stubborn" : "yes"
                let client = try server.connect()
                client.send(Server.head("GET", "/\(name).sh?\(number)"))
                #expect(client.read())
                leaving(client)
            }
        }
    }

    /// While the client sends content, to a script that reads it and to one that does not.
    @Test(arguments: Model.all, Leaving.allCases) func whileSending(
        model: Model, leaving: Leaving
    ) throws {
        try withScripts(model, leaving.flags, folder: try Folder()) { server throws in
            for number in 0..<(leaving == .close && model.takesTurns ? 6 : 12) {
                let name = ["cat", "silent", "stubborn"][number % 3]
                let client = try server.connect()
                client.send("POST /\(name).sh?\(number) HTTP/1.1\r\nHost: a\r\n")
                client.send("Content-Length: 10000000\r\n\r\n")
                // More than a pipe holds; a script that does not read holds up the rest.
                client.send([UInt8](repeating: 120, count: 150_000))
                leaving(client)
            }
        }
    }

    /// While the script is being started: that takes seconds here, because its file is slow to be
    /// opened.
    @Test(
        .enabled(if: SlowFiles.isPossible, "needs root, /dev/fuse and python3"),
        arguments: Model.all)
    func whileStarting(model: Model) throws {
        let folder = try Folder()
        try folder.directory("far")
        let files = try SlowFiles(folder, at: folder.site + "/far")
        try withScripts(model, folder: folder, launcher: files.launcher) { server throws in
            let clients = try (0..<(model.takesTurns ? 1 : 6)).map { number in
                let client = try server.connect()
                client.send(Server.head("GET", "/far/slow-open.sh?\(number)"))
                return client
            }
            // All of them, unless the server starts fewer at a time.
            _ = eventually(within: 10) { server.isServing(clients.count) }
            #expect(!server.leftovers.isEmpty, "nothing is being started")
            for client in clients { client.reset() }
        }
    }
}
