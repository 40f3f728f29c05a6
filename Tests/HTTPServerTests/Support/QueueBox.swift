import Sockets
import SystemCalls

@testable import HTTPServer

/// An output queue with what has been accounted for: expectations only take what can be copied.
class QueueBox {
    var queue = OutputQueue()
    /// Bytes of content that have left of each response; the last one has not ended.
    private(set) var content = [0]
    /// How many responses have left whole.
    private(set) var ended = 0

    var isEmpty: Bool { queue.isEmpty }
    var unsent: Int { queue.unsent }
    var offered: Int { queue.offered }
    var nextFile: FileRange? { queue.nextFile }

    func endResponse() -> Bool { queue.endResponse() }

    /// Sends once and accounts for what has left.
    func send(_ transport: borrowing Transport, fileLimit: Int = 6) throws -> Transfer {
        let outcome = try queue.send(over: transport, fileLimit: fileLimit)
        if case .moved(let count) = outcome { consume(count) }
        return outcome
    }

    /// Sends until the transport takes no more, or a file ends early.
    func sendAll(_ transport: borrowing Transport) throws {
        while !isEmpty, case .moved = try send(transport) {}
    }

    private func consume(_ count: Int) {
        queue.consume(count) { bytes, isEnd in
            content[ended] += bytes
            guard isEnd else { return }
            ended += 1
            content.append(0)
        }
    }
}
