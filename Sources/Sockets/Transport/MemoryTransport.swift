import SystemCalls

/// A connection with both ends in this process. Tests use it to drive a connection without a socket
/// and to produce any outcome of a transfer.
package final class MemoryTransport {
    /// What the peer has sent and this end has not received.
    private let input = ByteBuffer(initial: 1024, maximum: 1 << 30)
    /// What this end has sent and the peer has not taken.
    private let output = ByteBuffer(initial: 1024, maximum: 1 << 30)
    /// Bytes that `output` holds before `send` would block, as a socket's send buffer does.
    package var capacity: Int
    /// The most bytes that one call of `receive` returns.
    package var pieceSize = Int.max
    /// Whether the peer has finished sending.
    private var inputEnds = false
    /// Whether the peer has reset the connection.
    private var isReset = false
    /// Whether this end has finished sending.
    package private(set) var outputEnds = false
    /// Whether the close of this end was a reset.
    package private(set) var endedByReset = false
    /// Whether this end has been closed.
    package private(set) var isClosed = false

    /// An open connection.
    package init(capacity: Int = 1 << 20) { self.capacity = capacity }

    // MARK: The peer's side

    /// The peer sends bytes.
    package func peerSends(_ bytes: [UInt8]) { input.append(bytes) }

    /// The peer will send nothing more and may still read: a half-close.
    package func peerFinishes() { inputEnds = true }

    /// The peer resets the connection.
    package func peerResets() {
        isReset = true
        input.removeAll()
    }

    /// The peer takes at most `limit` bytes of what was sent.
    package func peerTakes(_ limit: Int = .max) -> [UInt8] {
        let count = min(limit, output.count)
        let taken = output.withBytes { bytes in
            var copy: [UInt8] = []
            copy.append(copying: bytes.extracting(first: count))
            return copy
        }
        output.consume(count)
        return taken
    }

    /// Bytes that the peer has sent and this end has not received.
    package var unreceivedBytes: Int { input.count }

    // MARK: This end's side

    var hasInput: Bool { !input.isEmpty }
    var unacknowledgedBytes: Int { output.count }

    func receive(_ buffer: ByteBuffer, limit: Int) -> Transfer {
        if isReset { return .ended }
        if input.isEmpty { return inputEnds ? .ended : .wouldBlock }
        let count = min(limit, buffer.room, pieceSize, input.count)
        input.withBytes { buffer.append($0.extracting(first: count)) }
        input.consume(count)
        buffer.noteRead(full: !input.isEmpty)
        return .moved(count)
    }

    func send(_ buffer: ByteBuffer, limit: Int) -> Transfer {
        let outcome = buffer.withBytes { take($0.extracting(first: min(limit, $0.count))) }
        if case .moved(let count) = outcome { buffer.consume(count) }
        return outcome
    }

    func send(_ bytes: [UInt8], from position: Int) -> Transfer {
        take(bytes.span.extracting(position...))
    }

    func send(
        _ file: borrowing Descriptor, at offset: Int, count: Int
    ) throws(SystemError) -> Transfer {
        if isReset { return .ended }
        let room = min(count, capacity - output.count)
        guard room > 0 else { return .wouldBlock }
        return try output.read(from: file, at: offset, limit: room)
    }

    private func take(_ bytes: Span<UInt8>) -> Transfer {
        if isReset || outputEnds { return .ended }
        let count = min(bytes.count, capacity - output.count)
        guard count > 0 else { return .wouldBlock }
        output.append(bytes.extracting(first: count))
        return .moved(count)
    }

    func finishSending() { outputEnds = true }
    func resetOnClose() { endedByReset = true }
    func close() { isClosed = true }
}
