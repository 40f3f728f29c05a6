import SystemCalls

/// Drives one connection from beginning to end, waiting with `ppoll(2)`.
struct SoloScheduler {
    /// The listening sockets, in a server that serves one connection at a time: a silent connection
    /// gives way to one that waits there. Nil where no other connection waits for this one.
    let listeners: Listeners?
    let deadlines: Deadlines
    /// Collects scripts; nil where another thread does.
    let reaper: ProcessReaper?
    /// Whether a second stop signal ends this process. False in a child, which its parent ends.
    let obeysSecondStop: Bool
    /// Further listening sockets of this process, closed at a stop signal as `listeners` are.
    var closesOnStop: Listeners?
    /// The server whose logs SIGHUP reopens.
    var server: TCPServer?
    /// What is written meanwhile when it has room.
    var logs = LineSinks()
    /// When the connection is ended in any case.
    var limit = Instant.distantFuture

    /// Runs the connection. It is closed on return.
    /// - Parameter giveWay: called when this connection is silent and the parent has asked for
    ///   room; returns whether to end the connection.
    func run(_ connection: ConnectionDriver, giveWay: () -> Bool = { true }) {
        var graceEnd: Instant?
        var poll = PollSet()
        while true {
            let now = Instant.now
            server?.handleHangup()
            reaper?.collect(now: now)
            if ProcessSignals.count > 0, graceEnd == nil {
                // The kernel refuses new connections at once; they do not wait for this one to end.
                listeners?.close()
                closesOnStop?.close()
                graceEnd = now.advanced(bySeconds: deadlines.grace)
                connection.drain(now: now)
            }
            if obeysSecondStop, ProcessSignals.count > 1 { return connection.abort() }
            if ProcessSignals.isAbandoned { return connection.abort() }
            if now >= min(graceEnd ?? .distantFuture, limit) { return connection.abort() }
            guard connection.step(now: now) else { return }
            let mayGiveWay = connection.mayGiveWay
            if ProcessSignals.takeYieldRequest(), let mayGiveWay, now >= mayGiveWay, giveWay() {
                return connection.abort()
            }
            let end = min(limit, graceEnd ?? .distantFuture, reaper?.deadline ?? .distantFuture)
            if !wait(for: connection, &poll, now: now, mayGiveWay: mayGiveWay, limit: end) {
                return connection.abort()
            }
        }
    }

    /// Waits for the readiness that the connection asks for, until its deadline or `limit`.
    /// - Returns: false when the connection must give way.
    private func wait(
        for connection: ConnectionDriver, _ poll: inout PollSet, now: Instant,
        mayGiveWay: Instant?, limit: Instant
    ) -> Bool {
        var sources = Sources()
        poll.removeAll()
        sources.add(.transport, connection.transport.number, connection.wantedReadiness, &poll)
        if let process = connection.process {
            let wanted = connection.wantedOfProcess
            sources.add(.processEnd, process.end, .readable, &poll)
            if wanted.contains(.readable) {
                sources.add(.processOutput, process.output, .readable, &poll)
            }
            if wanted.contains(.writable) {
                sources.add(.processInput, process.input, .writable, &poll)
            }
        }
        var deadline = connection.isUnfinished ? now : min(connection.deadline, limit)
        let isYielding = listeners != nil && mayGiveWay.map { now >= $0 } ?? false
        if isYielding {
            listeners?.add(to: &poll)
        } else if listeners != nil, let mayGiveWay {
            deadline = min(deadline, mayGiveWay)
        }
        logs.add(to: &poll)
        guard let found = try? poll.wait(until: deadline) else { return false }
        logs.flush()
        if !found { return true }
        for index in 0..<sources.count where !poll.readiness(index).isEmpty {
            connection.becameReady(sources[index], poll.readiness(index))
        }
        // A connection that has become ready is not silent and keeps its place.
        guard isYielding, let listeners, poll.readiness(0).isEmpty else { return true }
        return !listeners.isReady(in: poll, from: sources.count)
    }
}

/// Maps each entry of a poll set to its source.
private struct Sources {
    private var places = InlineArray<4, ReadinessSource>(repeating: .transport)
    private(set) var count = 0

    subscript(index: Int) -> ReadinessSource { places[index] }

    mutating func add(
        _ source: ReadinessSource, _ number: Int32?, _ wanted: Readiness, _ poll: inout PollSet
    ) {
        guard let number else { return }
        poll.add(number, wanted)
        places[count] = source
        count += 1
    }
}
