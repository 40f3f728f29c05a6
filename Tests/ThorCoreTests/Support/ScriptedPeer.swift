import SystemCalls

/// A server on this machine that answers as a test says, right or wrong: each connection runs the
/// script in a thread of its own. Nothing of it is left when `finish` has returned.
final class ScriptedPeer: @unchecked Sendable {
    /// Where it listens.
    let peer: Peer
    private let listener: Descriptor
    private let script: @Sendable (Conversation) -> Void
    private let closing: Pipe
    /// Counted up by each thread that ends.
    private let ended = Semaphore()
    /// Connections accepted; changed by the accepting thread only, read after its end.
    private var count = 0

    /// Threads touch little more than a kilobyte, and the system asks for 16 at least.
    private static let stackSize = 256 * 1024

    /// Listens on a free port of the loopback interface, or on a Unix socket at `path`.
    init(path: String? = nil, _ script: @escaping @Sendable (Conversation) -> Void) throws {
        if let path {
            listener = try LocalSockets.listening(at: path)
            peer = .local(path)
        } else {
            listener = try Descriptor.listening(on: .loopback(.ipv4, port: 0), backlog: 128)
            peer = .internet(try listener.localAddress())
        }
        closing = try Processes.pipe()
        self.script = script
        try Threads.start(stackSize: Self.stackSize) { [self] in
            accept()
            ended.post()
        }
    }

    private func accept() {
        var poll = PollSet()
        while true {
            poll.removeAll()
            poll.add(listener.number, .readable)
            poll.add(closing.reading.number, .readable)
            guard (try? poll.wait(until: .distantFuture)) == true else { continue }
            while case .connection(let socket, _)? = try? listener.accept() {
                let conversation = Conversation(socket, number: count)
                count += 1
                let isStarted: Void? = try? Threads.start(stackSize: Self.stackSize) { [self] in
                    script(conversation)
                    ended.post()
                }
                if isStarted == nil { ended.post() }
            }
            if !poll.readiness(1).isEmpty { return }
        }
    }

    /// Accepts no more and waits for the threads, which end when the client's sockets are closed.
    ///
    /// - Returns: how many connections were accepted.
    func finish() throws -> Int {
        try closing.writing.writeAll([0])
        while !ended.wait(until: .distantFuture) {}
        for _ in 0..<count {
            while !ended.wait(until: .distantFuture) {}
        }
        return count
    }
}
