public import SystemCalls
import SystemPackage

/// A connection to a server, used by one conversation at a time: connect, converse, close.
///
/// The socket never blocks; each wait ends at a deadline, which arrives as `ETIMEDOUT`.
/// A subclass says what the conversation is by overriding `handle`; the base class sends nothing
/// and reads what comes until the server closes.
open class TCPClient {
    /// Where to connect, tried in this order until one answers.
    package var addresses: [SocketAddress]
    /// A `unix(7)` socket to connect to instead.
    package var localPath: String?
    /// Seconds for each attempt to connect.
    package var connectSeconds: Double
    /// Seconds for the conversation as a whole, from the moment it is connected.
    package var seconds: Double
    /// Which address answered; nil when not connected.
    public private(set) var peer: SocketAddress?

    private var socket: Descriptor?
    private var deadline = Instant.distantFuture
    private var poll = PollSet()

    /// A client that is not yet connected.
    package init(addresses: [SocketAddress], connectSeconds: Double, seconds: Double) {
        self.addresses = addresses
        self.connectSeconds = connectSeconds
        self.seconds = seconds
    }

    /// Connects, converses and closes.
    /// - Throws: the error of the last address tried, or the conversation's.
    package func run() throws {
        try connect()
        defer { disconnect() }
        connected()
        try handle()
    }

    /// Connected to `peer`.
    open func connected() {}

    /// The conversation.
    /// - Throws: whatever a subclass calls a failure; the base class only `SystemError`.
    open func handle() throws {
        let buffer = ByteBuffer(initial: 16 * 1024, maximum: 16 * 1024)
        while case .moved = try receive(into: buffer) { buffer.removeAll() }
    }

    /// Connects to the first address that answers: `connect(2)`.
    package func connect() throws(SystemError) {
        if let localPath {
            socket = try Descriptor.connectedLocally(to: localPath)
            deadline = Instant.now.advanced(bySeconds: seconds)
            return
        }
        var failure = SystemError(call: "connect", errno: .addressNotAvailable)
        for address in addresses {
            do {
                socket = try open(address)
                peer = address
                deadline = Instant.now.advanced(bySeconds: seconds)
                return
            } catch {
                failure = error
            }
        }
        throw failure
    }

    /// Closes the connection, if there is one.
    package func disconnect() {
        socket = nil
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

    /// Sends all that the buffer holds, waiting as long as the deadline allows.
    /// - Throws: `ECONNRESET` when the server has gone, `ETIMEDOUT`.
    package func send(_ buffer: ByteBuffer) throws(SystemError) {
        while !buffer.isEmpty {
            switch try transfer({ socket throws(SystemError) in try buffer.send(to: socket) }) {
            case .moved: continue
            case .wouldBlock: try wait(.writable, call: "send")
            case .ended: throw SystemError(call: "send", errno: .connectionReset)
            }
        }
    }

    /// Receives at least one byte, waiting as long as the deadline allows.
    /// - Returns: `ended` when the server has closed.
    /// - Throws: `ECONNRESET` when it has reset the connection instead, `ETIMEDOUT`.
    package func receive(into buffer: ByteBuffer) throws(SystemError) -> Transfer {
        while true {
            let outcome = try transfer { socket throws(SystemError) in
                try buffer.receive(from: socket, resetsEnd: false)
            }
            if outcome != .wouldBlock { return outcome }
            try wait(.readable, call: "recv")
        }
    }

    /// Says that nothing more will be sent.
    package func finishSending() { socket?.finishSending() }

    private func transfer(
        _ body: (borrowing Descriptor) throws(SystemError) -> Transfer
    ) throws(SystemError) -> Transfer {
        switch socket {
        case .some(let socket): return try body(socket)
        case .none: throw SystemError(call: "send", errno: .socketNotConnected)
        }
    }

    private func wait(_ wanted: Readiness, call: StaticString) throws(SystemError) {
        guard let number = socket?.number else { return }
        try wait(number, wanted, until: deadline, call: call)
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
