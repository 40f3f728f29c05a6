import SystemCalls

/// The socket of a connection, for as long as there is one.
struct ConnectionSocket: ~Copyable {
    private var descriptor: Descriptor?

    /// None.
    init() { descriptor = nil }

    init(_ descriptor: consuming Descriptor) { self.descriptor = consume descriptor }

    /// The descriptor's number, to be waited for; -1, which poll(2) ignores, when there is none.
    var number: Int32 {
        switch descriptor {
        case .some(let socket): socket.number
        case .none: -1
        }
    }

    /// Closes it, once.
    mutating func close() { descriptor = nil }

    /// Gives it away.
    mutating func take() -> Descriptor? { descriptor.take() }

    /// Sends what the socket takes of `buffer`.
    func send(_ buffer: ByteBuffer, more: Bool) throws(SystemError) -> Transfer {
        switch descriptor {
        case .some(let socket): try buffer.send(to: socket, more: more)
        case .none: .ended
        }
    }

    /// Sends what the socket takes of a file, at most `limit` bytes.
    func send(
        _ file: borrowing Descriptor, at offset: Int, count: Int
    ) throws(SystemError) -> Transfer {
        switch descriptor {
        case .some(let socket): try socket.sendFile(file, at: offset, count: count)
        case .none: .ended
        }
    }

    /// Sends what the socket takes of `bytes` from `position`.
    func send(_ bytes: [UInt8], from position: Int) throws(SystemError) -> Transfer {
        switch descriptor {
        case .some(let socket): try socket.send(bytes, from: position)
        case .none: .ended
        }
    }

    /// Receives once into `buffer`.
    func receive(_ buffer: ByteBuffer, limit: Int = .max) throws(SystemError) -> Transfer {
        switch descriptor {
        case .some(let socket): try buffer.receive(from: socket, limit: limit)
        case .none: .ended
        }
    }

    /// Bytes sent that the client has not acknowledged.
    var unacknowledgedBytes: Int {
        switch descriptor {
        case .some(let socket): socket.unacknowledgedBytes
        case .none: 0
        }
    }

    /// Says that nothing more will be sent.
    func finishSending() { descriptor?.finishSending() }

    /// Makes the coming close a reset.
    func resetOnClose() { descriptor?.resetOnClose() }
}
