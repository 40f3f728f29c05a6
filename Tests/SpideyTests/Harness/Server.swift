import Foundation
import Testing

/// A running spidey.
final class Server {
    let model: Model
    let folder: Folder
    let child: Child
    let port: UInt16
    let process: ProcessView
    private var idleDescriptors = 0
    /// Long-lived workers that it was started with.
    private let workerCount: Int

    /// Starts the server and waits until it listens.
    /// - Parameters:
    ///   - argument: what is served in place of `-d` and the folder's site.
    ///   - launcher: what the program is started through, such as `setpriv`.
    ///   - listens: whether `-p 0` is added.
    init(
        _ model: Model, _ flags: [String] = [], folder: Folder, argument: String? = nil,
        launcher: [String] = [], environment: [String] = Child.environment(),
        binary: String = Server.binary
    ) throws {
        self.model = model
        self.folder = folder
        var arguments = launcher + [binary, "--mode", model.name]
        if !flags.contains("--workers") { arguments += model.flags }
        if !flags.contains("-p") { arguments += ["-p", "0"] }
        if let argument { arguments.append(argument) }
        if argument == nil, !flags.contains("-d") { arguments += ["-d", folder.site] }
        let named = argument ?? flags.firstIndex(of: "-d").map { flags[$0 + 1] }
        docroot = named.map { URL(fileURLWithPath: $0).standardizedFileURL.path } ?? folder.site
        let child = try Child(
            arguments + flags, environment: environment, folder: folder.root,
            name: folder.fresh("server"))
        self.child = child
        var found: UInt16?
        _ = eventually(within: 30) {
            found = Self.port(in: child.err)
            return found != nil || child.poll() != nil
        }
        guard let found, child.ended == nil else {
            throw HarnessError("the server did not start: \(child.err)")
        }
        port = found
        process = ProcessView(pid: child.pid)
        let flag = (arguments + flags).lastIndex(of: "--workers")
        workerCount =
            model.workers == 0 ? 0 : flag.flatMap { Int((arguments + flags)[$0 + 1]) } ?? 0
        idleDescriptors = settledDescriptors()
    }

    /// The program under test: `SPIDEY_BINARY`, or the one that was built with the tests.
    static let binary = ProcessInfo.processInfo.environment["SPIDEY_BINARY"] ?? built

    /// The program that was built with the tests.
    static let built: String = {
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? own ?? ""
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().path + "/spidey"
    }()

    /// The port that the banner, once it is complete, or the log tells.
    private static func port(in text: String) -> UInt16? {
        guard text.contains("Ctrl-C stops it.\n") || text.contains("Listening on"),
            let match = text.firstMatch(of: /http:\/\/\S+:(\d+)\/\S*\n/)
        else { return nil }
        return UInt16(match.1)
    }

    /// What the server has written to standard error.
    var log: String { child.err }

    // MARK: Processes

    /// Its long-lived workers; none in a model without.
    var workers: [ProcessView] {
        workerCount == 0 ? [] : process.children.filter { $0.state != "Z" }
    }

    /// The server's own processes that outlive a connection.
    var lasting: [ProcessView] { [process] + workers }

    /// Those that serve a connection or, as scripts, answer a request.
    var transient: [ProcessView] {
        workerCount == 0 ? process.children : workers.flatMap(\.children)
    }

    /// A process that accepts.
    var accepting: ProcessView { workers.first ?? process }

    /// Whether no connection and no script has a process.
    var isAtRest: Bool {
        process.children.count == workerCount && workers.count == workerCount && transient.isEmpty
    }

    /// Whether, beyond that, no connection is open, in whatever process or thread.
    var hasNoConnection: Bool { isAtRest && descriptors == idleDescriptors }

    /// Whether so many scripts run, each for a connection of its own.
    func isServing(_ scripts: Int) -> Bool {
        switch model.home {
        case .server, .thread: process.children.count == scripts
        case .ownProcess: process.children.flatMap(\.children).count == scripts
        case .worker, .loop: transient.count == scripts
        }
    }

    /// What is left of scripts and of processes that served connections: ended ones that nobody
    /// has collected, and whatever runs in the docroot, whoever its parent is now.
    var leftovers: [ProcessView] {
        let expected = Set(lasting.map(\.pid))
        let family = process.family.filter { !expected.contains($0.pid) }
        let known = Set(family.map(\.pid))
        return family + ProcessView.working(in: docroot).filter { !known.contains($0.pid) }
    }

    /// Makes what runs in the docroot end, after a test has found that it should have.
    func endLeftovers() {
        for process in ProcessView.working(in: docroot) { kill(process.pid, SIGKILL) }
    }

    /// Memory in KB that is no file's, of all its processes together.
    var anonymousKB: Int { process.family.map(\.proportionalKB).reduce(0, +) }

    var zombies: [pid_t] { lasting.flatMap(\.zombies) }

    var cpuSeconds: Double { lasting.map(\.cpuSeconds).reduce(0, +) }

    /// Resident memory in KB that is no file's, of a lasting process on average.
    var residentKB: Int { lasting.map(\.residentKB).reduce(0, +) / (1 + workerCount) }

    /// The folder of which an event loop may keep files open, for the next request.
    private var kept: String? { model.home == .loop ? docroot : nil }
    private let docroot: String

    /// Descriptors of all lasting processes, but for files that are kept open on purpose.
    var descriptors: Int { lasting.map { $0.descriptors(except: kept).count }.reduce(0, +) }

    /// How many there are while the server waits for connections.
    func settledDescriptors() -> Int {
        var count = -1
        _ = eventually {
            guard workers.count == workerCount else { return false }
            let found = lasting.map { $0.settledDescriptors(except: kept) }.reduce(0, +)
            defer { count = found }
            return count == found
        }
        return count
    }

    // MARK: Requests

    func connect(six: Bool = false, receiveBuffer: Int32? = nil) throws -> RawClient {
        try RawClient(port: port, six: six, receiveBuffer: receiveBuffer)
    }

    /// One request on a connection of its own.
    func request(
        _ method: String, _ target: String, _ fields: [String] = [], body: [UInt8]? = nil,
        within seconds: Double = 20
    ) throws -> Reply {
        let client = try connect()
        client.send(Self.head(method, target, fields, length: body?.count))
        if let body { client.send(body) }
        return try client.reply(isHead: method == "HEAD", within: seconds)
    }

    /// A GET on a connection of its own.
    func get(
        _ target: String, _ fields: [String] = [], within seconds: Double = 20
    ) throws -> Reply {
        try request("GET", target, fields, within: seconds)
    }

    /// The head of a request that ends the connection.
    static func head(
        _ method: String, _ target: String, _ fields: [String] = [], length: Int? = nil
    ) -> String {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: localhost", "Connection: close"]
        if let length { lines.append("Content-Length: \(length)") }
        return (lines + fields + ["", ""]).joined(separator: "\r\n")
    }

    /// Sends bytes and reads until the server closes.
    /// - Parameter finish: say that nothing more will be sent.
    func talk(
        _ text: String, finish: Bool = false, isHead: Bool = false, within seconds: Double = 20
    ) throws -> Talk {
        try talk(Array(text.utf8), finish: finish, isHead: isHead, within: seconds)
    }

    /// Sends bytes and reads until the server closes.
    func talk(
        _ bytes: [UInt8], finish: Bool = false, isHead: Bool = false, within seconds: Double = 20
    ) throws -> Talk {
        let client = try connect()
        client.send(bytes)
        if finish { client.finishSending() }
        return try client.talk(isHead: isHead, within: seconds)
    }

    // MARK: The end

    /// Asks the server to end.
    /// - Returns: how it did; nil when it did not.
    func stop(_ signal: Int32 = SIGTERM, within seconds: Double = 20) -> Ended? {
        child.signal(signal)
        return child.wait(within: seconds)
    }

    /// Expects that nothing of what happened is left: no zombie, no descriptor.
    func expectSound(_ location: SourceLocation) {
        let isSound = eventually(within: 10) {
            zombies.isEmpty && descriptors == idleDescriptors
        }
        #expect(
            isSound,
            """
            zombies \(zombies), \(descriptors) descriptors, \(idleDescriptors) before: \
            \(lasting.map(\.targets))
            """,
            sourceLocation: location)
    }
}

/// Starts a server, uses it, expects that it is sound and stops as it should.
func withServer(
    _ model: Model, _ flags: [String] = [], folder: Folder, argument: String? = nil,
    launcher: [String] = [], environment: [String] = Child.environment(),
    binary: String = Server.binary, location: SourceLocation = #_sourceLocation,
    _ body: (Server) throws -> Void
) throws {
    let server = try Server(
        model, flags, folder: folder, argument: argument, launcher: launcher,
        environment: environment, binary: binary)
    defer { server.child.end() }
    try body(server)
    if server.child.poll() == nil {
        server.expectSound(location)
        #expect(server.stop() == .exited(0), sourceLocation: location)
    }
}

/// Starts a server over a docroot made by `build`.
func withSite(
    _ model: Model, _ flags: [String] = [], build: (Folder) throws -> Void,
    location: SourceLocation = #_sourceLocation, use body: (Server) throws -> Void
) throws {
    let folder = try Folder()
    try build(folder)
    try withServer(model, flags, folder: folder, location: location, body)
}
