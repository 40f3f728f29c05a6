import SystemCalls
import Testing

@testable import Sockets

@Suite struct SoloSchedulerTests {
    private let listeners: Listeners
    private let reaper = ProcessReaper()
    private var deadlines = Deadlines()

    init() throws {
        listeners = try Listeners([.loopback(.ipv4, port: 0)], backlog: 16)
        deadlines.silence = 0.05
        deadlines.linger = 0.05
    }

    private func client() throws -> TCPClient {
        let client = TCPClient(addresses: listeners.addresses, connectSeconds: 5, seconds: 5)
        try client.connect()
        return client
    }

    private func serve(_ handler: ScriptedHandler) throws {
        var poll = PollSet()
        listeners.add(to: &poll)
        #expect(try poll.wait(until: Instant.now.advanced(bySeconds: 5)))
        switch try listeners.accept(0) {
        case .connection(let socket, _):
            let connection = Connection(
                socket: socket, handler: handler, deadlines: deadlines, inputLimit: 16 * 1024,
                reaper: reaper, now: .now)
            SoloScheduler(
                listeners: listeners, deadlines: deadlines, reaper: reaper, obeysSecondStop: false
            ).run(connection)
        case .nothing: Issue.record("no connection")
        case .exhausted: Issue.record("no descriptors")
        }
    }

    private func received(_ client: TCPClient) throws -> String {
        let buffer = ByteBuffer(initial: 1024, maximum: 1 << 20)
        while case .moved = try client.receive(into: buffer) {}
        return buffer.withBytes { bytes in
            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        }
    }

    private func send(_ text: String, _ client: TCPClient) throws {
        let buffer = ByteBuffer(initial: 1024, maximum: 1 << 20)
        buffer.append(Array(text.utf8))
        try client.send(buffer)
    }

    @Test func aSilentConnectionGivesWayToOneThatWaits() throws {
        let silent = try client()
        let busy = try client()
        try send("hello\n", busy)
        let start = Instant.now
        let handler = ScriptedHandler.echo(close: true)
        try serve(handler)
        #expect(handler.events == ["connect", "finish"])
        #expect(Instant.now.nanoseconds(since: start) >= 50_000_000)
        #expect(Instant.now.nanoseconds(since: start) < 5_000_000_000)
        try serve(.echo(close: true))
        #expect(try received(busy) == "<hello>")
        #expect(try received(silent) == "")
    }

    /// What has begun is finished, however many wait.
    @Test func aRequestInTheMakingDoesNotGiveWay() throws {
        let slow = try client()
        try send("he", slow)
        _ = try client()
        let handler = ScriptedHandler.echo()
        var short = deadlines
        short.head = 0.2
        handler.onTimeOut = { phase, outbox in outbox.respond("\(phase)", close: true) }
        var poll = PollSet()
        listeners.add(to: &poll)
        #expect(try poll.wait(until: .distantFuture))
        switch try listeners.accept(0) {
        case .connection(let socket, _):
            SoloScheduler(
                listeners: listeners, deadlines: short, reaper: reaper, obeysSecondStop: false
            ).run(
                Connection(
                    socket: socket, handler: handler, deadlines: short, inputLimit: 16 * 1024,
                    reaper: reaper, now: .now))
        case .nothing: Issue.record("no connection")
        case .exhausted: Issue.record("no descriptors")
        }
        #expect(try received(slow) == "head")
    }
}
