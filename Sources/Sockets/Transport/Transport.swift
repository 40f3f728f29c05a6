package import SystemCalls

/// One connection's byte stream, whatever carries it: a TCP socket, or memory in tests. TLS will be
/// a further case.
///
/// No call waits. An enum instead of a protocol, so that a call costs only a branch.
package struct Transport: ~Copyable {
    private enum Carrier: ~Copyable {
        /// No connection: every transfer returns `ended`.
        case none
        /// A stream socket, non-blocking.
        case plain(Descriptor)
        /// Two buffers in this process.
        case memory(MemoryTransport)
    }

    private var carrier: Carrier

    /// No connection.
    package init() { carrier = .none }

    /// A connection over a stream socket.
    package init(_ socket: consuming Descriptor) { carrier = .plain(socket) }

    /// A connection in memory.
    package init(_ memory: MemoryTransport) { carrier = .memory(memory) }

    /// The descriptor to wait for; -1, which `poll(2)` ignores, when there is none.
    package var number: Int32 {
        switch carrier {
        case .plain(let socket): socket.number
        case .none: -1
        case .memory: -1
        }
    }

    /// Whether there is a connection.
    package var isOpen: Bool {
        switch carrier {
        case .none: false
        case .plain: true
        case .memory: true
        }
    }

    /// The readiness of the descriptor to wait for, so that the connection can do what `wanted`
    /// names.
    ///
    /// For a plain socket it equals `wanted`. A TLS connection can need to write before it can
    /// read, and the other way round.
    package func readiness(for wanted: Readiness) -> Readiness { wanted }

    /// Whether the transport holds bytes that it read from the kernel and `receive` has not
    /// returned: no event will announce them. A plain socket holds none.
    package var holdsReceivedBytes: Bool {
        switch carrier {
        case .none: false
        case .plain: false
        case .memory(let memory): memory.hasInput
        }
    }

    /// Whether the descriptor is all that must be kept of a connection at rest. A TLS session has
    /// further state.
    package var isStateless: Bool {
        switch carrier {
        case .plain: true
        case .none: false
        case .memory: false
        }
    }

    /// Receives once into `buffer`: `recv(2)`.
    /// - Parameters:
    ///   - limit: the most bytes to take; further bounded by the buffer's room.
    ///   - resetsEnd: whether a reset counts as the end of the stream, as for a server; otherwise
    ///     it throws `ECONNRESET`.
    package func receive(
        _ buffer: ByteBuffer, limit: Int = .max, resetsEnd: Bool = true
    ) throws(SystemError) -> Transfer {
        switch carrier {
        case .plain(let socket):
            try buffer.receive(from: socket, limit: limit, resetsEnd: resetsEnd)
        case .memory(let memory): memory.receive(buffer, limit: limit)
        case .none: .ended
        }
    }

    /// Sends from the front of `buffer` and consumes what was taken: `send(2)`.
    /// - Parameters:
    ///   - limit: the most bytes to send.
    ///   - more: whether more is sent immediately afterwards (`MSG_MORE`).
    package func send(
        _ buffer: ByteBuffer, limit: Int = .max, more: Bool = false
    ) throws(SystemError) -> Transfer {
        switch carrier {
        case .plain(let socket): try buffer.send(to: socket, limit: limit, more: more)
        case .memory(let memory): memory.send(buffer, limit: limit)
        case .none: .ended
        }
    }

    /// Sends from `bytes`, beginning at `position`: `send(2)`.
    package func send(
        _ bytes: [UInt8], from position: Int
    ) throws(SystemError) -> Transfer {
        switch carrier {
        case .plain(let socket): try socket.send(bytes, from: position)
        case .memory(let memory): memory.send(bytes, from: position)
        case .none: .ended
        }
    }

    /// Sends at most `count` bytes of a file from `offset`: `sendfile(2)` where the transport can.
    package func send(
        _ file: borrowing Descriptor, at offset: Int, count: Int
    ) throws(SystemError) -> Transfer {
        switch carrier {
        case .plain(let socket): try socket.sendFile(file, at: offset, count: count)
        case .memory(let memory): try memory.send(file, at: offset, count: count)
        case .none: .ended
        }
    }

    /// Bytes sent that the peer has not acknowledged: `ioctl(2)` `SIOCOUTQ`.
    package var unacknowledgedBytes: Int {
        switch carrier {
        case .plain(let socket): socket.unacknowledgedBytes
        case .none: 0
        case .memory(let memory): memory.unacknowledgedBytes
        }
    }

    /// Ends the sending direction: `shutdown(2)` `SHUT_WR`.
    package func finishSending() {
        switch carrier {
        case .plain(let socket): socket.finishSending()
        case .memory(let memory): memory.finishSending()
        case .none: break
        }
    }

    /// Makes the next close a reset: `SO_LINGER` with 0 seconds.
    package func resetOnClose() {
        switch carrier {
        case .plain(let socket): socket.resetOnClose()
        case .memory(let memory): memory.resetOnClose()
        case .none: break
        }
    }

    /// Ends the connection, once.
    package mutating func close() {
        endMemory()
        carrier = .none
    }

    private func endMemory() {
        switch carrier {
        case .memory(let memory): memory.close()
        case .plain: break
        case .none: break
        }
    }

    /// Hands over the socket of a stateless transport; nil when there is none.
    package mutating func takeSocket() -> Descriptor? {
        guard isStateless else { return nil }
        let taken = exchangeCarrier()
        switch consume taken {
        case .plain(let socket): return socket
        case .none: return nil
        case .memory: return nil
        }
    }

    private mutating func exchangeCarrier() -> Carrier {
        var taken = Carrier.none
        swap(&taken, &carrier)
        return taken
    }
}
