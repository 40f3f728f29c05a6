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
        private let makeHandler: @Sendable () -> BaseHandler

        init(
            _ listeners: Listeners, _ deadlines: Deadlines,
            _ makeHandler: @escaping @Sendable () -> BaseHandler
        ) {
            self.makeHandler = makeHandler
            super.init(
                listeners: listeners, model: SingleModel(), deadlines: deadlines,
                inputLimit: 16 * 1024)
        }

        override func makeHandler(for address: SocketAddress) -> BaseHandler { makeHandler() }
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
    ///   - makeHandler: echoes lines if nil.
    init(
        maximum: Int = 100, deadlines: Deadlines = Deadlines(),
        _ makeHandler: (@Sendable () -> BaseHandler)? = nil
    ) throws {
        // Orders nudge the thread by this signal, which a program handles.
        signal(SIGUSR2) { _ in }
        let listeners = try Listeners([.loopback(.ipv4, port: 0)], backlog: 64)
        addresses = listeners.addresses
        server = Server(listeners, deadlines, makeHandler ?? { ScriptedHandler.echo() })
        let share = LoadShare(try SharedCounters(count: 1), own: 0)
        let (server, orders, end) = (server, orders, end)
        try Threads.start(stackSize: 1 << 20) {
            orders.heed()
            do throws(SystemError) {
                try EventLoop(server, maximumConnections: maximum, share: share, helpers: 2).run()
            } catch {
                server.warn("\(error)")
            }
            ThreadOrders.leave()
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
