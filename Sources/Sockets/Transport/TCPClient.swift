public import SystemCalls
import SystemPackage

/// A client of one server: it connects, holds one conversation and closes.
///
/// The socket never blocks; a wait that reaches its deadline throws `ETIMEDOUT`. A subclass defines
/// the conversation by overriding `handle`; the base class sends nothing and reads until the server
/// closes.
open class TCPClient {
    /// The addresses to connect to, tried in this order until one answers.
    package var addresses: [SocketAddress]
    /// The path of a `unix(7)` socket to connect to instead; nil for none.
    package var localPath: String?
    /// Seconds for each attempt to connect.
    package var connectSeconds: Double
    /// Seconds for the whole conversation, including the connect.
    package var seconds: Double
    /// The address that answered; nil when not connected, or to a Unix socket.
    public private(set) var peer: SocketAddress?

    /// Carries the connection's bytes.
    private var transport = Transport()
    private var deadline = Instant.distantFuture
    private var poll = PollSet()

    /// A client that is not yet connected.
    package init(addresses: [SocketAddress], connectSeconds: Double, seconds: Double) {
        self.addresses = addresses
        self.connectSeconds = connectSeconds
        self.seconds = seconds
    }

    /// Connects, calls `connected` and `handle`, and closes.
    /// - Throws: the error of the last address tried, or the conversation's.
    package func run() throws {
        try connect()
        defer { disconnect() }
        connected()
        try handle()
    }

    /// Called when the connection to `peer` is established.
    open func connected() {}

    /// Holds the conversation.
    /// - Throws: a subclass's errors; the base class only `SystemError`.
    open func handle() throws {
        let buffer = ByteBuffer(initial: 16 * 1024, maximum: 16 * 1024)
        while case .moved = try receive(into: buffer) { buffer.removeAll() }
    }

    /// Connects to the first address that answers: `connect(2)`.
    /// - Throws: the error of the last address tried; `ETIMEDOUT` after `connectSeconds`.
    package func connect() throws(SystemError) {
        if let localPath {
            begin(try Descriptor.connectedLocally(to: localPath))
            return
        }
        var failure = SystemError(call: "connect", errno: .addressNotAvailable)
        for address in addresses {
            do {
                begin(try open(address))
                peer = address
                return
            } catch {
                failure = error
            }
        }
        throw failure
    }

    /// Closes the connection, if there is one.
    package func disconnect() {
        transport.close()
        peer = nil
    }

    private func open(_ address: SocketAddress) throws(SystemError) -> Descriptor {
        let socket = try Descriptor.streamSocket(address.family)
        try socket.setNoDelay()
        guard try socket.connect(to: address) == .wouldBlock else { return socket }
        let deadline = Instant.now.advanced(bySeconds: connectSeconds)
        try wait(socket.number, .writable, until: deadline, call: "connect")
        if let error = try socket.connectError() { throw error }
        return socket
    }

    private func begin(_ socket: consuming Descriptor) {
        transport = Transport(socket)
        deadline = Instant.now.advanced(bySeconds: seconds)
    }

    /// Sends all that the buffer holds, waiting as long as the deadline allows.
    /// - Throws: `ECONNRESET` when the server has gone, `ETIMEDOUT`, `ENOTCONN`.
    package func send(_ buffer: ByteBuffer) throws(SystemError) {
        while !buffer.isEmpty {
            let outcome = try transfer(.writable, "send") { transport throws(SystemError) in
                try transport.send(buffer)
            }
            if outcome == .ended { throw SystemError(call: "send", errno: .connectionReset) }
        }
    }

    /// Receives at least one byte, waiting as long as the deadline allows.
    /// - Returns: `ended` when the server has closed.
    /// - Throws: `ECONNRESET` when it has reset the connection instead, `ETIMEDOUT`, `ENOTCONN`.
    package func receive(into buffer: ByteBuffer) throws(SystemError) -> Transfer {
        try transfer(.readable, "recv") { transport throws(SystemError) in
            // A reset is an error: the response is incomplete.
            try transport.receive(buffer, resetsEnd: false)
        }
    }

    /// Ends the stream to the server: `shutdown(2)` `SHUT_WR`.
    package func finishSending() { transport.finishSending() }

    /// Repeats `body` until it transfers something, waiting meanwhile for the readiness that the
    /// transport needs.
    private func transfer(
        _ wanted: Readiness, _ call: StaticString,
        _ body: (borrowing Transport) throws(SystemError) -> Transfer
    ) throws(SystemError) -> Transfer {
        while true {
            guard transport.isOpen else {
                throw SystemError(call: call, errno: .socketNotConnected)
            }
            let outcome = try body(transport)
            if outcome != .wouldBlock { return outcome }
            let (number, needed) = (transport.number, transport.readiness(for: wanted))
            try wait(number, needed, until: deadline, call: call)
        }
    }

    private func wait(
        _ number: Int32, _ wanted: Readiness, until deadline: Instant, call: StaticString
    ) throws(SystemError) {
        while true {
            poll.removeAll()
            poll.add(number, wanted)
            if try poll.wait(until: deadline) { return }
            if Instant.now >= deadline { throw SystemError(call: call, errno: .timedOut) }
        }
    }
}
