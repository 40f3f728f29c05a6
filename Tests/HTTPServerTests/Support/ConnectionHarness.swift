import Glibc
import HTTPWire
import Sockets
import SystemCalls
import SystemPackage

@testable import HTTPServer

/// A connection over a transport in memory, driven as a scheduler drives it, with a clock that only
/// the test moves.
///
/// What the client does is an event, as `epoll(7)` would report it, once. The descriptors of a
/// process are real and are asked for their readiness.
final class ConnectionHarness {
    let handler: ScriptedHandler
    let log = NotingLog()
    let service: HTTPService
    let configurations: Configurations
    let connection: Connection
    /// Where the connection counts what it does.
    let place = try! Scoreboard(places: 1).place(0)
    private(set) var transport: MemoryTransport
    private(set) var now = Instant(nanoseconds: 1_000_000_000)
    /// Whether the connection is over.
    var isOver = false
    /// Everything that the client has received.
    private(set) var received: [UInt8] = []
    /// Whether jobs wait until the test calls `finishJob`; otherwise they are done at once.
    var holdsJobs = false
    /// The job that the scheduler has taken from the connection and has not reported as done.
    var job: Job?

    /// - Parameters:
    ///   - handler: answers the requests.
    ///   - turn: `.alone`, as where a connection has a process or thread of its own, or `.shared`,
    ///     as in an event loop.
    init(
        _ handler: ScriptedHandler = ScriptedHandler(), turn: Turn = .alone,
        configuration: Configuration = ConnectionHarness.configuration, capacity: Int = 1 << 20
    ) {
        // As the programs do: a pipe whose reader has gone reports EPIPE.
        signal(SIGPIPE, SIG_IGN)
        self.handler = handler
        configurations = Configurations(configuration)
        service = HTTPService(
            handler: handler, log: log, configurations: configurations,
            place: place, server: "Test")
        connection = Connection(service, turn: turn)
        transport = MemoryTransport(capacity: capacity)
        connect(capacity: capacity)
    }

    /// Each deadline a different number, so that a test tells which one has passed.
    static var deadlines: Deadlines {
        var deadlines = Deadlines()
        deadlines.head = 10
        deadlines.idle = 100
        deadlines.content = 30
        deadlines.output = 40
        deadlines.process = 50
        deadlines.silence = 0.5
        deadlines.linger = 2
        return deadlines
    }

    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.deadlines = deadlines
        return configuration
    }

    /// Lets the driver have another connection, after the one before has ended.
    func connect(capacity: Int = 1 << 20) {
        transport = MemoryTransport(capacity: capacity)
        isOver = false
        hasFinishedSending = false
        received = []
        connection.transport = Transport(transport)
        connection.begin(.loopback(.ipv4, port: 9), now: now)
    }

    func advance(bySeconds seconds: Double) { now = now.advanced(bySeconds: seconds) }

    // MARK: The client

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        precondition(!hasFinishedSending)
        transport.peerSends(bytes)
        connection.becameReady(.transport, .readable)
    }

    /// Whether the client has half-closed: it sends nothing more.
    private(set) var hasFinishedSending = false

    /// The client half-closes.
    func finishSending() {
        hasFinishedSending = true
        transport.peerFinishes()
        connection.becameReady(.transport, [.readable, .ending])
    }

    func reset() {
        transport.peerResets()
        connection.becameReady(.transport, [.readable, .writable, .ending, .hungUp])
    }

    /// The client receives at most `limit` bytes, and the connection goes on.
    /// - Returns: how many it has received.
    @discardableResult
    func take(_ limit: Int = .max) throws -> Int {
        let taken = transport.peerTakes(limit)
        received += taken
        guard !taken.isEmpty, !isOver else { return taken.count }
        connection.becameReady(.transport, .writable)
        try run()
        return taken.count
    }

    /// What the client has received, after it has received all that there is.
    var text: String {
        get throws {
            while try take() > 0 {}
            return String(decoding: received, as: UTF8.self)
        }
    }

    /// The responses that the client has received, after it has received all that there is.
    func replies(to methods: [Method] = []) throws -> [Reply] {
        _ = try text
        return try Reply.all(in: received, to: methods, hasEnded: hasEndedInOrder)
    }

    /// Whether the client sees that the connection has ended, and not by a reset.
    var hasEndedInOrder: Bool {
        !transport.endedByReset && (transport.outputEnds || transport.isClosed)
    }
}
