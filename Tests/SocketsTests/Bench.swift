import Glibc
import SystemCalls
import SystemPackage

@testable import Sockets

/// A connection over a pair of sockets, driven step by step with a clock that only a test moves.
final class Bench {
    let handler: ScriptedHandler
    let connection: Connection
    private(set) var wait: Wait?
    private(set) var now = Instant(nanoseconds: 1_000_000_000)
    private var peer: Descriptor?
    private let received = ByteBuffer(initial: 64 * 1024, maximum: 1 << 26)

    /// - Parameter serving: the handler; it is told that the connection has begun.
    init(
        _ serving: ScriptedHandler, _ deadlines: Deadlines = Bench.deadlines,
        inputLimit: Int = 16 * 1024
    ) throws {
        // As the programs do: a pipe whose reader has gone says so by EPIPE.
        signal(SIGPIPE, SIG_IGN)
        handler = serving
        let pair = try Descriptor.socketPair()
        let copy = try Descriptor.duplicate(pair.writing.number)
        connection = Connection(
            socket: pair.takeReading(), handler: serving, deadlines: deadlines,
            inputLimit: inputLimit, reaper: ProcessReaper(), now: now)
        peer = consume copy
    }

    /// Each a different number, so that a test tells which one has fired.
    static var deadlines: Deadlines {
        var deadlines = Deadlines()
        deadlines.head = 10
        deadlines.idle = 100
        deadlines.content = 30
        deadlines.output = 40
        deadlines.process = 50
        deadlines.silence = 0.5
        deadlines.linger = 2
        return deadlines
    }

    /// What the client has received and not been asked for yet.
    var text: String {
        get throws {
            try collect()
            defer { received.removeAll() }
            return received.withBytes { bytes in
                String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
            }
        }
    }

    /// Whether the client sees the end of the connection, in order.
    private(set) var hasEnded = false

    func collect(limit: Int = .max) throws {
        switch peer {
        case .none: return
        case .some(let socket):
            while !hasEnded, received.room > 0, received.count < limit {
                switch try received.receive(from: socket, limit: min(limit, 1 << 20)) {
                case .moved: continue
                case .wouldBlock: return
                case .ended: hasEnded = true
                }
            }
        }
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) throws -> Int {
        let buffer = ByteBuffer(initial: max(1, bytes.count), maximum: max(1, bytes.count))
        buffer.append(bytes)
        switch peer {
        case .none: return 0
        case .some(let socket):
            guard case .moved(let count) = try buffer.send(to: socket) else { return 0 }
            return count
        }
    }

    /// Leaves no room for what the connection has to send.
    func fill() throws {
        let filling = ByteBuffer(initial: 1 << 20, maximum: 1 << 20)
        while true {
            filling.append([UInt8](repeating: 0, count: filling.room))
            if try connection.socket.send(filling, more: false) == .wouldBlock { return }
        }
    }

    func finishSending() { peer?.finishSending() }

    func hangUp() { peer = nil }

    /// Advances the connection until nothing more happens at this instant.
    /// - Returns: what it waits for; nil when it is over.
    @discardableResult
    func run(after seconds: Double = 0) throws -> Wait? {
        now = now.advanced(bySeconds: seconds)
        wait = connection.advance(now: now)
        // Far more rounds than any test needs: a connection that is always ready spins.
        for _ in 0..<10_000 {
            guard let wait, try poll(wait) else { return wait }
            self.wait = connection.advance(now: now)
        }
        throw SystemError(call: "spinning", errno: .deadlock)
    }

    /// Advances until the condition holds, while a real process does its part.
    func run(until condition: () throws -> Bool) throws {
        let limit = Instant.now.advanced(bySeconds: 20)
        var nothing = PollSet()
        while try !condition() {
            try run()
            guard Instant.now < limit else {
                throw SystemError(call: "condition", errno: .timedOut)
            }
            _ = try nothing.wait(until: Instant.now.advanced(bySeconds: 0.002))
        }
    }

    private func poll(_ wait: Wait) throws -> Bool {
        var poll = PollSet()
        poll.add(connection.socket.number, wait.socket)
        if let output = wait.processOutput { poll.add(output, .readable) }
        if let input = wait.processInput { poll.add(input, .writable) }
        guard try poll.wait(until: .now) else { return false }
        let hasOutput = wait.processOutput != nil
        connection.ready(
            socket: poll.readiness(0),
            processOutput: hasOutput && !poll.readiness(1).isEmpty,
            processInput: wait.processInput != nil
                && !poll.readiness(hasOutput ? 2 : 1).isEmpty)
        return true
    }

    /// Seconds from now to the deadline.
    var secondsLeft: Double? {
        wait.map { Double($0.deadline.nanoseconds(since: now)) / 1e9 }
    }

    /// A shell command as the process of a response.
    static func process(_ command: String) throws -> ProcessPipes {
        let input = try Processes.pipe()
        let output = try Processes.pipe()
        let process = try Processes.spawn(
            path: Array("/bin/sh".utf8), directory: try Descriptor.openDirectory("/"),
            arguments: ["sh", "-c", command].map { Array($0.utf8) },
            environment: [Array("PATH=/usr/bin:/bin".utf8)], input: input.reading,
            output: output.writing)
        return try ProcessPipes(
            process: process, input: input.takeWriting(), output: output.takeReading())
    }
}
