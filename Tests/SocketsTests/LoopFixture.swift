import Glibc
import SystemCalls
import Testing

@testable import Sockets

/// An event loop in a thread of the test's own process, and clients for it.
final class LoopFixture {
    /// Answers lines, and notes what the loop does.
    private final class Server: TCPServer, @unchecked Sendable {
        let warnings = Guarded<[String]>([])
        let turns = Guarded(0)
        private let rules: LoopDriver.Rules

        init(_ listeners: Listeners, _ rules: LoopDriver.Rules) throws(SystemError) {
            self.rules = rules
            try super.init(
                listeners: listeners, model: SingleModel(), deadlines: rules.deadlines)
        }

        override func makeDriver(turn: Turn, place: Scoreboard.Place) -> ConnectionDriver {
            LoopDriver(rules)
        }
        override func warn(_ message: String) { warnings.withLock { $0.append(message) } }
        override func willAnswer() { turns.withLock { $0 += 1 } }
    }

    private let server: Server
    private let addresses: [SocketAddress]
    private let orders = ThreadOrders()
    private let end = Semaphore()

    /// A loop that runs.
    /// - Parameters:
    ///   - maximum: connections at the same time.
    ///   - rules: what its drivers do.
    init(maximum: Int = 100, _ rules: LoopDriver.Rules = LoopDriver.Rules()) throws {
        // Orders nudge the thread by this signal, which a program handles.
        signal(SIGUSR2) { _ in }
        let listeners = try Listeners([.loopback(.ipv4, port: 0)], backlog: 64)
        addresses = listeners.addresses
        server = try Server(listeners, rules)
        let (server, orders, end) = (server, orders, end)
        try Threads.start(stackSize: 1 << 20) {
            orders.attach()
            do throws(SystemError) {
                try EventLoop(
                    server, maximumConnections: maximum, place: server.scoreboard.place(0),
                    helpers: 2
                ).run()
            } catch {
                server.warn("\(error)")
            }
            ThreadOrders.detach()
            end.post()
        }
    }

    /// What the server has warned of.
    var warnings: [String] { server.warnings.withLock { $0 } }

    /// Turns in which something was answered.
    var turns: Int { server.turns.withLock { $0 } }

    /// A connected client.
    func client() throws -> Client {
        let client = TCPClient(addresses: addresses, connectSeconds: 20, seconds: 20)
        try client.connect()
        return Client(client)
    }

    /// Has the loop stop as by a signal, which a new connection makes it notice.
    func stop() throws {
        orders.stop()
        _ = try? client()
    }

    /// Stops it, and waits until it has.
    func finish() throws {
        try stop()
        #expect(end.wait(until: Instant.now.advanced(bySeconds: 20)), "the loop does not end")
    }

    /// One that sends and receives text.
    final class Client {
        private let client: TCPClient
        private let buffer = ByteBuffer(initial: 1024, maximum: 1 << 20)

        init(_ client: TCPClient) { self.client = client }

        func send(_ text: String) throws {
            let buffer = ByteBuffer(initial: 1024, maximum: 1 << 20)
            buffer.append(Array(text.utf8))
            try client.send(buffer)
        }

        /// What comes next; nil at the end.
        func receive() throws -> String? {
            buffer.removeAll()
            guard case .moved = try client.receive(into: buffer) else { return nil }
            return buffer.withBytes { bytes in
                String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
            }
        }

        /// A line, and the answer to it.
        func ask(_ line: String) throws -> String? {
            try send(line + "\n")
            return try receive()
        }

        func close() { client.disconnect() }
    }
}
