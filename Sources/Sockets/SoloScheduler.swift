import SystemCalls

/// Drives one connection from beginning to end, waiting with `ppoll(2)`.
struct SoloScheduler {
    /// Whose turn it is when the connection is silent: the listening sockets of a server that
    /// serves one connection at a time; nil where others need not wait for this one.
    let listeners: Listeners?
    let deadlines: Deadlines
    let reaper: ProcessReaper
    /// Whether a second stop signal ends this process: in a child that is its parent's business.
    let obeysSecondStop: Bool

    /// Runs the connection. It is closed on return.
    func run(_ connection: Connection) {
        var graceEnd: Instant?
        var poll = PollSet()
        while true {
            let now = Instant.now
            reaper.collect(now: now)
            if StopSignals.count > 0, graceEnd == nil {
                // Whoever comes now is refused at once, not left waiting for this connection's end.
                listeners?.close()
                graceEnd = now.advanced(bySeconds: deadlines.grace)
                connection.drain(now: now)
            }
            if obeysSecondStop, StopSignals.count > 1 { return connection.abort() }
            if StopSignals.isAbandoned { return connection.abort() }
            if let graceEnd, now >= graceEnd { return connection.abort() }
            guard let wait = connection.advance(now: now) else { return }
            if StopSignals.takeYieldRequest(), let mayGiveWay = wait.mayGiveWay, now >= mayGiveWay {
                return connection.abort()
            }
            let limit = min(graceEnd ?? .distantFuture, reaper.deadline)
            if !self.wait(wait, for: connection, &poll, now: now, limit: limit) {
                return connection.abort()
            }
        }
    }

    /// - Returns: false when the connection must give way.
    private func wait(
        _ wait: Wait, for connection: Connection, _ poll: inout PollSet, now: Instant,
        limit: Instant
    ) -> Bool {
        poll.removeAll()
        poll.add(connection.socket.number, wait.socket)
        if let output = wait.processOutput { poll.add(output, .readable) }
        if let input = wait.processInput { poll.add(input, .writable) }
        var deadline = min(wait.deadline, limit)
        var firstListener: Int?
        if let listeners, let mayGiveWay = wait.mayGiveWay {
            if now >= mayGiveWay {
                firstListener =
                    1 + (wait.processOutput == nil ? 0 : 1) + (wait.processInput == nil ? 0 : 1)
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
        // The connection's own bytes come first: it is silent no longer.
        guard let firstListener, let listeners, poll.readiness(0).isEmpty else { return true }
        return !listeners.isReady(in: poll, from: firstListener)
    }
}
