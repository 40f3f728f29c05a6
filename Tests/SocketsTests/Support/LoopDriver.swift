import SystemCalls

@testable import Sockets

/// Answers lines as `LineDriver` does, as a driver of an event loop: it rests between lines, and
/// the line "work" is answered by a job.
final class LoopDriver: ConnectionDriver {
    /// A job that lasts until the test lets it end.
    private final class Waiting: Job, @unchecked Sendable {
        private let rules: Rules

        init(_ rules: Rules) {
            self.rules = rules
            super.init(.disk)
            rules.jobs.withLock { $0.held += 1 }
        }

        deinit { rules.jobs.withLock { $0.held -= 1 } }

        override func run() {
            rules.jobs.withLock { $0.begun += 1 }
            _ = rules.mayEnd?.wait(until: .distantFuture)
            if cancellation.isCancelled { rules.jobs.withLock { $0.cancelled += 1 } }
        }
    }

    /// What it does and when it gives up, as a test sets it.
    struct Rules: Sendable {
        var deadlines = Deadlines()
        /// Whether the connection ends after one line.
        var endsAfterLine = false
        /// Raised when the answer to "work" may be given; nil for an ordinary line.
        var mayEnd: Semaphore?
        /// Whether a client that has left ends its job.
        var endsJobs = false
        /// Jobs that there are, that were begun, and that were found cancelled when they ended.
        let jobs = Guarded((held: 0, begun: 0, cancelled: 0))
    }

    private let rules: Rules
    private let input = ByteBuffer(initial: 64, maximum: 64 * 1024)
    private let output = ByteBuffer(initial: 64, maximum: 64 * 1024)
    private var ready: Readiness = []
    private var since = Instant.distantFuture
    private var isOver = true
    private var isDraining = false
    private var hasEnded = false

    init(_ rules: Rules) {
        self.rules = rules
        super.init(turn: .shared)
    }

    override func begin(_ address: SocketAddress, now: Instant) { start(since: now) }
    override func resume(_ address: SocketAddress, _ state: RestingState) {
        start(since: state.since)
    }

    private func start(since: Instant) {
        self.since = since
        ready = [.readable]
        (isOver, isDraining, hasEnded) = (false, false, false)
        input.removeAll()
    }

    override func becameReady(_ source: ReadinessSource, _ readiness: Readiness) {
        ready.formUnion(readiness)
    }

    override func receiveAhead(now: Instant) {
        while !isOver, ready.contains(.readable), !hasEnded {
            switch (try? transport.receive(input)) ?? .ended {
            case .moved: continue
            case .wouldBlock: ready.remove(.readable)
            case .ended: hasEnded = true
            }
        }
    }

    override func step(now: Instant) -> Bool {
        if isOver { return false }
        if job != nil { return rules.endsJobs && hasEnded ? end() : true }
        while let line = takeLine() {
            if line == "work", rules.mayEnd != nil {
                job = Waiting(rules)
                return true
            }
            guard answer(line, now) else { return false }
        }
        if now >= deadline {
            if !input.isEmpty { send("too late") }
            return end()
        }
        return hasEnded ? end() : true
    }

    override func jobDone(now: Instant) {
        job = nil
        _ = answer("work", now)
    }

    private func takeLine() -> String? {
        let text = input.text
        guard let end = text.firstIndex(of: "\n") else { return nil }
        let line = String(text[..<end])
        input.consume(line.utf8.count + 1)
        return line
    }

    override func refuseJob(now: Instant) -> Bool {
        job = nil
        return answer("too much work", now)
    }

    private func answer(_ line: String, _ now: Instant) -> Bool {
        send("<\(line)>")
        since = now
        return rules.endsAfterLine || isDraining ? end() : true
    }

    private func send(_ text: String) {
        output.append(Array(text.utf8))
        _ = try? transport.send(output)
    }

    private func end() -> Bool {
        abort()
        return false
    }

    override func drain(now: Instant) {
        isDraining = true
        if input.isEmpty, job == nil { abort() }
    }

    override func abort() {
        isOver = true
        cancelJob()
        transport.close()
    }

    override var deadline: Instant {
        let deadlines = rules.deadlines
        return since.advanced(bySeconds: input.isEmpty ? deadlines.idle : deadlines.head)
    }

    override var isAtRest: Bool {
        !isOver && input.isEmpty && job == nil && !hasEnded && !ready.contains(.readable)
    }

    override var restingState: RestingState { RestingState(since: since, deadline: deadline) }
}
