import SystemCalls
import SystemPackage
import Testing

@testable import Sockets

@Suite struct ListenersTests {
    @Test func bothFamiliesShareAFreePort() throws {
        for _ in 0..<20 {
            let listeners = try Listeners(
                [.loopback(.ipv4, port: 0), .loopback(.ipv6, port: 0)], backlog: 4)
            let ports = listeners.addresses.map(\.port)
            #expect(ports.count == 2 && ports[0] == ports[1] && ports[0] != 0)
            #expect(listeners.addresses.map(\.family) == [.ipv4, .ipv6])
        }
    }

    @Test func aTakenPortIsAnErrorAndLeavesNothingOpen() throws {
        let first = try Listeners([.loopback(.ipv6, port: 0)], backlog: 4)
        let port = first.addresses[0].port
        #expect(throws: SystemError(call: "bind", errno: .addressInUse)) {
            try Listeners([.loopback(.ipv4, port: port), .loopback(.ipv6, port: port)], backlog: 4)
        }
        let again = try Listeners([.loopback(.ipv4, port: port)], backlog: 4)
        #expect(again.addresses[0].port == port)
        first.close()
        again.close()
        _ = try Listeners(
            [.loopback(.ipv4, port: port), .loopback(.ipv6, port: port)], backlog: 4)
    }

    @Test func aForeignAddressIsRefused() throws {
        let address = try #require(SocketAddress(numeric: "192.0.2.1", port: 0))
        #expect(throws: SystemError(call: "bind", errno: .addressNotAvailable)) {
            try Listeners([address], backlog: 4)
        }
    }

    @Test func readinessNamesTheListenerWithAConnection() throws {
        let listeners = try Listeners(
            [.loopback(.ipv4, port: 0), .loopback(.ipv6, port: 0)], backlog: 4)
        let client = TCPClient(
            addresses: [listeners.addresses[1]], connectSeconds: 5, seconds: 5)
        var poll = PollSet()
        listeners.add(to: &poll)
        #expect(try !poll.wait(until: .now))
        #expect(!listeners.isReady(in: poll, from: 0))
        try client.connect()
        #expect(try poll.wait(until: .distantFuture))
        #expect(listeners.isReady(in: poll, from: 0))
        #expect(poll.readiness(0) == [] && poll.readiness(1) == .readable)
        switch try listeners.accept(1) {
        case .connection(_, let address): #expect(address.host == "::1")
        case .nothing: Issue.record("no connection")
        case .exhausted: Issue.record("no descriptors")
        }
    }
}
