import SystemCalls
import Testing

@testable import Sockets

/// Accepting at several listening sockets, where there is not a place for each that waits.
@Suite struct AcceptOnceTests {
    private func server(listeners count: Int) throws -> TCPServer {
        let addresses = try (1...count).map {
            try #require(SocketAddress(numeric: "127.0.0.\($0)", port: 0))
        }
        let listeners = try Listeners(addresses, backlog: 8)
        return try TCPServer(listeners: listeners, model: SingleModel(), deadlines: Deadlines())
    }

    /// A client at each of the sockets, whose connections wait to be accepted.
    private func clients(of server: TCPServer) throws -> [TCPClient] {
        try server.listeners.addresses.map {
            let client = TCPClient(addresses: [$0], connectSeconds: 20, seconds: 20)
            try client.connect()
            return client
        }
    }

    /// How many are accepted where there are so many places, in one call and in the next one, for
    /// which there are so many more.
    @Test(arguments: [(0, 0), (1, 0), (1, 1), (2, 1), (3, 0)])
    func noMoreThanThereArePlaces(first: Int, second: Int) throws {
        let server = try server(listeners: 3)
        let clients = try clients(of: server)
        var places = first
        var accepted = 0
        var poll = PollSet()
        func accept() throws {
            try server.acceptOnce(until: .now, &poll, while: { places > 0 }) { _, _ in
                places -= 1
                accepted += 1
            }
        }
        try accept()
        #expect(accepted == first && places == 0)
        places = second
        try accept()
        #expect(accepted == first + second && places == 0)
        withExtendedLifetime(clients) {}
    }
}
