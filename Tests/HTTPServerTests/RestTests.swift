import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// Connections between requests, of which a loop keeps little: which those are, and how they go on.
@Suite struct RestTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
    private let now = Instant(nanoseconds: 1_000_000_000)
    private let configurations = Configurations(ConnectionHarness.configuration)

    /// A connection over a real socket, and its client.
    private final class Socket {
        let connection: Connection
        let client: Descriptor
        private let service: HTTPService

        init(_ configurations: Configurations) throws {
            service = HTTPService(
                handler: ScriptedHandler(), log: NotingLog(), configurations: configurations,
                place: try Scoreboard(places: 1).place(0), server: "Test")
            connection = Connection(service, turn: .shared)
            let pair = try Descriptor.socketPair()
            client = try Descriptor.duplicate(pair.writing.number)
            connection.transport = Transport(pair.takeReading())
        }

        /// The client sends something, and the connection has a turn.
        func turn(sending text: String = "", now: Instant) throws {
            let buffer = ByteBuffer(initial: 1024, maximum: 1024)
            buffer.append(Array(text.utf8))
            _ = try buffer.send(to: client)
            connection.becameReady(.transport, .readable)
            repeat {
                connection.receiveAhead(now: now)
                #expect(connection.step(now: now))
            } while connection.isUnfinished || connection.hasMoreToRead
        }

        /// As a table of connections does: only socket and state are kept, another driver goes on.
        func rest(and now: Instant) throws -> Connection {
            let state = connection.restingState
            let other = Connection(service, turn: .shared)
            let socket = connection.transport.takeSocket()?.release()
            other.transport = Transport(Descriptor(adopting: try #require(socket)))
            other.resume(.loopback(.ipv4, port: 9), state)
            return other
        }
    }

    /// What the client has sent, and whether nothing but the socket has to be kept then.
    static let inputs: [(input: String, isAtRest: Bool)] = [
        ("", true), (get, true), (get + get, true), ("G", false), (get + "GET ", false),
        ("\r\n", false), (get + "\r", false),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n", false),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx", true),
    ]

    @Test(arguments: inputs) func whatIsAtRest(input: String, isAtRest: Bool) throws {
        let socket = try Socket(configurations)
        socket.connection.begin(.loopback(.ipv4, port: 9), now: now)
        try socket.turn(sending: input, now: now)
        #expect(socket.connection.isAtRest == isAtRest)
        socket.connection.drain(now: now)
        #expect(!socket.connection.isAtRest, "it ends instead")
    }

    /// Another driver goes on with the same deadline and the same number of requests.
    @Test(arguments: [0, 1, 3]) func goesOnAsItWas(requests: Int) throws {
        var configuration = ConnectionHarness.configuration
        configuration.requestsPerConnection = 4
        let socket = try Socket(Configurations(configuration))
        socket.connection.begin(.loopback(.ipv4, port: 9), now: now)
        for _ in 0..<requests { try socket.turn(sending: Self.get, now: now) }
        try socket.turn(now: now)
        #expect(socket.connection.isAtRest)
        let deadline = now.advanced(bySeconds: requests == 0 ? 10 : 100)
        #expect(socket.connection.restingState.deadline == deadline)
        #expect(socket.connection.restingState.since == now)
        let later = now.advanced(bySeconds: 5)
        let other = try socket.rest(and: later)
        #expect(other.deadline == deadline && other.requests == requests)
        #expect(other.mayGiveWay == now.advanced(bySeconds: 0.5))
        for left in (requests..<4).reversed() {
            let buffer = ByteBuffer(initial: 1024, maximum: 1024)
            buffer.append(Array(Self.get.utf8))
            _ = try buffer.send(to: socket.client)
            other.becameReady(.transport, .readable)
            other.receiveAhead(now: later)
            #expect(other.step(now: later) == (left > requests), "the fourth is the last")
        }
    }

    /// What is in force when a connection goes on after a rest is what it goes by then.
    @Test func goesOnByTheConfigurationInForce() throws {
        let socket = try Socket(configurations)
        socket.connection.begin(.loopback(.ipv4, port: 9), now: now)
        try socket.turn(sending: Self.get, now: now)
        var next = ConnectionHarness.configuration
        next.deadlines.idle = 7
        configurations.replace(next)
        #expect(socket.connection.deadline == now.advanced(bySeconds: 100))
        let other = try socket.rest(and: now)
        #expect(other.deadline == now.advanced(bySeconds: 7))
    }
}
