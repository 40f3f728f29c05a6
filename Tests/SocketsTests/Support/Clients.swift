import SystemCalls

@testable import Sockets

/// Clients of listening sockets on the loopback interface.
enum Clients {
    /// A client that is connected, and has sent something.
    static func connect(to listeners: Listeners, sending text: String = "") throws -> TCPClient {
        let client = TCPClient(addresses: listeners.addresses, connectSeconds: 20, seconds: 20)
        try client.connect()
        if !text.isEmpty { try send(text, client) }
        return client
    }

    static func send(_ text: String, _ client: TCPClient) throws {
        let buffer = ByteBuffer(initial: 1024, maximum: 1 << 20)
        buffer.append(Array(text.utf8))
        try client.send(buffer)
    }

    /// What the client receives up to the end of the connection.
    static func received(_ client: TCPClient) throws -> String {
        let buffer = ByteBuffer(initial: 1024, maximum: 1 << 20)
        while case .moved = try client.receive(into: buffer) {}
        return buffer.text
    }

    /// Accepts the connection that waits, and has a driver carry it.
    static func accept(_ listeners: Listeners, _ driver: ConnectionDriver) throws {
        var poll = PollSet()
        listeners.add(to: &poll)
        _ = try poll.wait(until: Instant.now.advanced(bySeconds: 20))
        switch try listeners.accept(0) {
        case .connection(let socket, let address):
            driver.transport = Transport(socket)
            driver.begin(address, now: .now)
        case .nothing: throw SystemError(call: "accept4", errno: .wouldBlock)
        case .exhausted(let error): throw SystemError(call: "accept4", errno: error)
        }
    }
}

extension ByteBuffer {
    /// What it holds.
    var array: [UInt8] { withBytes { bytes in bytes.indices.map { bytes[$0] } } }
    /// What it holds, as text.
    var text: String { String(decoding: array, as: UTF8.self) }
}
