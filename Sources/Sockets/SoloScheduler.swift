import SystemCalls

/// Drives one connection from beginning to end, waiting with `ppoll(2)`.
struct SoloScheduler {
    /// Seconds between looks at a script that has ended while it could not be told by a wait.
    private static let lookInterval = 0.05

    /// Whose turn it is when the connection is silent: the listening sockets of a server that
    /// serves one connection at a time; nil where others need not wait for this one.
    let listeners: Listeners?
    let deadlines: Deadlines
    /// What collects scripts; nil where somebody else does, in another thread.
    let reaper: ProcessReaper?
    /// Whether a second stop signal ends this process: in a child that is its parent's business.
    let obeysSecondStop: Bool
    /// What this process listens at and closes when it is told to stop, beside `listeners`.
    var closesOnStop: Listeners?
    /// Whose logs to reopen when SIGHUP asks for it.
    var server: TCPServer?
    /// Whether a script's end interrupts a wait by SIGCHLD; otherwise it is waited for.
    var isSignalled = true

    /// Runs the connection. It is closed on return.
    /// - Parameter giveWay: called when this connection is silent and the parent has asked for
    ///   room; says whether the connection is to end for it.
    func run(_ connection: Connection, giveWay: () -> Bool = { true }) {
        var graceEnd: Instant?
        var poll = PollSet()
        var script = ScriptWatch()
        while true {
            let now = Instant.now
            server?.heedHangup()
            reaper?.collect(now: now)
            if ProcessSignals.count > 0, graceEnd == nil {
                // Whoever comes now is refused at once, not left waiting for this connection's end.
                listeners?.close()
                closesOnStop?.close()
                graceEnd = now.advanced(bySeconds: deadlines.grace)
                connection.drain(now: now)
            }
            if obeysSecondStop, ProcessSignals.count > 1 { return connection.abort() }
            if ProcessSignals.isAbandoned { return connection.abort() }
            if let graceEnd, now >= graceEnd { return connection.abort() }
            guard let wait = connection.advance(now: now) else { return }
            if ProcessSignals.takeYieldRequest(), let mayGiveWay = wait.mayGiveWay,
                now >= mayGiveWay, giveWay()
            {
                return connection.abort()
            }
            if !isSignalled { script.follow(connection.outbox.process?.process) }
            var limit = min(graceEnd ?? .distantFuture, reaper?.deadline ?? .distantFuture)
            if script.mustLook { limit = min(limit, now.advanced(bySeconds: Self.lookInterval)) }
            if !self.wait(wait, for: connection, &poll, &script, now: now, limit: limit) {
                return connection.abort()
            }
        }
    }

    /// - Returns: false when the connection must give way.
    private func wait(
        _ wait: Wait, for connection: Connection, _ poll: inout PollSet,
        _ script: inout ScriptWatch, now: Instant, limit: Instant
    ) -> Bool {
        poll.removeAll()
        poll.add(connection.socket.number, wait.socket)
        if let output = wait.processOutput { poll.add(output, .readable) }
        if let input = wait.processInput { poll.add(input, .writable) }
        var others = 1 + (wait.processOutput == nil ? 0 : 1) + (wait.processInput == nil ? 0 : 1)
        if let end = script.number {
            poll.add(end, .readable)
            others += 1
        }
        var deadline = min(wait.deadline, limit)
        var firstListener: Int?
        if let listeners, let mayGiveWay = wait.mayGiveWay {
            if now >= mayGiveWay {
                firstListener = others
                listeners.add(to: &poll)
            } else {
                deadline = min(deadline, mayGiveWay)
            }
        }
        guard let found = try? poll.wait(until: deadline) else { return false }
        if !found { return true }
        let hasOutput = wait.processOutput != nil
        connection.ready(
            socket: poll.readiness(0),
            processOutput: hasOutput && !poll.readiness(1).isEmpty,
            processInput: wait.processInput != nil
                && !poll.readiness(hasOutput ? 2 : 1).isEmpty)
        if script.number != nil, !poll.readiness(others - 1).isEmpty { script.hasFired() }
        // The connection's own bytes come first: it is silent no longer.
        guard let firstListener, let listeners, poll.readiness(0).isEmpty else { return true }
        return !listeners.isReady(in: poll, from: firstListener)
    }
}

/// Waits for the end of a connection's script where no signal tells of it: `pidfd_open(2)`.
private struct ScriptWatch: ~Copyable {
    private var process: ProcessID?
    private var descriptor: Descriptor?
    /// What to wait for, while there is something.
    private(set) var number: Int32?

    /// There is a script whose end no wait will tell: it has been told already, while the
    /// connection was not ready to heed it, or there was no descriptor to have.
    var mustLook: Bool { process != nil && number == nil }

    /// Follows this script from now on, nil for none.
    mutating func follow(_ process: ProcessID?) {
        guard process != self.process else { return }
        self.process = process
        hasFired()
        guard let process, let opened = try? Processes.descriptor(of: process) else { return }
        number = opened.number
        descriptor = consume opened
    }

    /// The script has ended. The connection finds that by itself when it moves.
    mutating func hasFired() {
        number = nil
        descriptor = nil
    }
}
