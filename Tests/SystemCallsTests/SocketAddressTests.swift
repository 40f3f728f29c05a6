import SystemCalls
import Testing

@Suite struct SocketAddressTests {
    static let valid: [(String, String, String)] = [
        ("127.0.0.1", "127.0.0.1", "127.0.0.1:80"),
        ("0.0.0.0", "0.0.0.0", "0.0.0.0:80"),
        ("255.255.255.255", "255.255.255.255", "255.255.255.255:80"),
        ("192.0.2.1", "192.0.2.1", "192.0.2.1:80"),
        ("::1", "::1", "[::1]:80"),
        ("[::1]", "::1", "[::1]:80"),
        ("::", "::", "[::]:80"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1", "[2001:db8::1]:80"),
        ("fe80::1%1", "fe80::1%1", "[fe80::1%1]:80"),
        ("fe80::1%lo", "fe80::1%1", "[fe80::1%1]:80"),
    ]

    @Test(arguments: valid) func reads(_ text: String, _ host: String, _ whole: String) throws {
        let address = try #require(SocketAddress(numeric: text, port: 80))
        #expect(address.host == host)
        #expect(address.description == whole)
        #expect(SocketAddress(numeric: host, port: 80) == address)
        #expect(address.with(port: 81).port == 81)
        #expect(address.with(port: 81) != address)
    }

    @Test(arguments: [
        "", " ", "localhost", "127.0.0", "127.0.0.1.1", "127.0.0.256", "127.1", "0x7f.0.0.1",
        "127.0.0.1 ", "127.0.0.1:80", "[::1", "::1]", "[]", ":::", "1:2:3", "::g", "fe80::1%",
        "fe80::1%nosuchinterface", "fe80::1%0", "fe80::1%4294967296", "1.2.3.4%1",
    ])
    func refuses(_ text: String) {
        #expect(SocketAddress(numeric: text, port: 80) == nil)
    }

    @Test func knowsSpecialAddresses() throws {
        #expect(SocketAddress.loopback(.ipv4, port: 1).isLoopback)
        #expect(SocketAddress.loopback(.ipv6, port: 1).isLoopback)
        #expect(SocketAddress(numeric: "127.9.9.9", port: 1)?.isLoopback == true)
        #expect(SocketAddress(numeric: "128.0.0.1", port: 1)?.isLoopback == false)
        #expect(SocketAddress(numeric: "::2", port: 1)?.isLoopback == false)
        #expect(SocketAddress.any(.ipv4, port: 1).isAny && SocketAddress.any(.ipv6, port: 1).isAny)
        #expect(!SocketAddress.loopback(.ipv6, port: 1).isAny)
        #expect(SocketAddress.any(.ipv4, port: 1) != SocketAddress.any(.ipv6, port: 1))
    }

    /// What the kernel gets and gives back is the address.
    @Test func survivesTheKernel() throws {
        let listener = try Descriptor.listening(on: .loopback(.ipv4, port: 0), backlog: 4)
        let address = try listener.localAddress()
        #expect(address.host == "127.0.0.1" && address.port != 0)
        let client = try Descriptor.streamSocket(.ipv4)
        if try client.connect(to: address) == .wouldBlock {
            var poll = PollSet()
            poll.add(client.number, .writable)
            #expect(try poll.wait(until: Instant.now.advanced(bySeconds: 5)))
        }
        #expect(try client.connectError() == nil)
        let local = try client.localAddress()
        switch try listener.accept() {
        case .connection(_, let peer): #expect(peer == local)
        case .nothing: Issue.record("no connection")
        case .exhausted: Issue.record("no descriptors")
        }
        switch try listener.accept() {
        case .nothing: break
        case .connection: Issue.record("a second connection")
        case .exhausted: Issue.record("no descriptors")
        }
    }
}
