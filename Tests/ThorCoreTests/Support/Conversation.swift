import Glibc
import SystemCalls

/// One connection of a `ScriptedPeer`, as its script sees it. Each call waits for ten seconds at
/// most; the socket is closed when the script returns.
final class Conversation: @unchecked Sendable {
    /// The connection's number in the order of acceptance, from 0.
    let number: Int
    private let socket: Descriptor
    private let received = ByteBuffer(initial: 4096, maximum: 1 << 20)
    private let end = "\r\n\r\n".utf8
    /// Whether the client has closed or reset the connection.
    private var isEnded = false

    /// Seconds that a call waits at most.
    static let patience = 10.0

    init(_ socket: consuming Descriptor, number: Int) {
        self.number = number
        self.socket = socket
        try? self.socket.setNoDelay()
    }

    /// Waits until `count` more requests without content have arrived whole.
    ///
    /// - Returns: false when the client has closed or reset the connection before.
    @discardableResult
    func requests(_ count: Int = 1) -> Bool {
        for _ in 0..<count {
            while !takeRequest() {
                guard receive() else { return false }
            }
        }
        return true
    }

    private func takeRequest() -> Bool {
        let length: Int? = received.withBytes { bytes in
            guard bytes.count >= end.count else { return nil }
            let last = 0...(bytes.count - end.count)
            return last.first { start in
                end.enumerated().allSatisfy { bytes[start + $0.offset] == $0.element }
            }
        }
        guard let length else { return false }
        received.consume(length + end.count)
        return true
    }

    private func receive(within seconds: Double = patience) -> Bool {
        while true {
            switch try? received.receive(from: socket) {
            case .moved: return true
            case .wouldBlock: guard wait(.readable, seconds) else { return false }
            case .ended, nil:
                isEnded = true
                return false
            }
        }
    }

    /// Sends all of `text`.
    ///
    /// - Returns: false when the client is gone.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends all of `bytes`.
    ///
    /// - Returns: false when the client is gone.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            switch try? socket.send(bytes, from: sent) {
            case .moved(let count): sent += count
            case .wouldBlock: guard wait(.writable) else { return false }
            case .ended, nil: return false
            }
        }
        return true
    }

    /// Sends `text` and the end of the stream in one segment, so that the client sees both at once.
    func sendLast(_ text: String) {
        let bytes = ByteBuffer(initial: 4096, maximum: 4096)
        bytes.append(Array(text.utf8))
        _ = try? bytes.send(to: socket, more: true)
        finishSending()
    }

    /// Sends the end of the stream and keeps the other direction open.
    func finishSending() { socket.finishSending() }

    /// Makes the coming close a reset.
    func reset() { socket.resetOnClose() }

    /// Receives and drops everything until the client closes, or until `seconds` have passed
    /// without anything to receive.
    ///
    /// - Returns: whether the client has closed.
    @discardableResult
    func waitForEnd(seconds: Double = patience) -> Bool {
        while receive(within: seconds) { received.removeAll() }
        return isEnded
    }

    private func wait(_ readiness: Readiness, _ seconds: Double = patience) -> Bool {
        var poll = PollSet()
        poll.add(socket.number, readiness)
        return (try? poll.wait(until: Instant.now.advanced(bySeconds: seconds))) == true
    }
}
