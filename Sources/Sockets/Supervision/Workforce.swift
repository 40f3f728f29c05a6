import SystemCalls

/// The processes or threads that serve a model's connections, as seen by the thread that accepts or
/// supervises.
protocol Workforce {
    /// The number of processes, or of busy threads.
    var count: Int { get }

    /// When to call `tend` even if no signal has arrived.
    var deadline: Instant { get }

    /// Asks those with a silent client to give way.
    func askToYield()

    /// Asks all to finish their requests in flight and end.
    func stop()

    /// Makes all end their scripts and themselves at once.
    func abandon()

    /// Kills those that are processes. Threads end with this process.
    mutating func kill()

    /// The housekeeping between waits: collects those that have ended and reopens logs after
    /// SIGHUP.
    mutating func tend(_ server: TCPServer)
}

extension Workforce {
    /// Accepts connections until a stop signal has come, and waits for all to end.
    /// - Parameters:
    ///   - maximum: connections at the same time; more wait in the backlog.
    ///   - serve: starts serving a connection in one more process or thread, or refuses it.
    mutating func accept(
        _ server: TCPServer, maximum: Int,
        serve: (inout Self, consuming Descriptor, SocketAddress) -> Void
    ) throws(SystemError) {
        var crowding = Crowding.ofPlaces(maximum, requestInterval: 1)
        var poll = PollSet()
        while ProcessSignals.count == 0 {
            tend(server)
            if count >= maximum {
                try crowding.wait(server, &poll) { askToYield() }
                continue
            }
            try server.acceptOnce(until: deadline, &poll) { serve(&self, $0, $1) }
        }
        server.listeners.close()
        try finish(server)
    }

    /// Forwards the stop signal, waits for all to end, and ends those that take too long.
    mutating func finish(_ server: TCPServer) throws(SystemError) {
        stop()
        // Each ends itself and its script when the same grace is over, before this process ends it.
        try wait(seconds: server.deadlines.grace + processGrace, server) {
            ProcessSignals.count > 1
        }
        if count > 0 {
            abandon()
            try wait(seconds: processGrace, server) { false }
            kill()
        }
        if ProcessSignals.count > 1 { ProcessSignals.die() }
    }

    /// Seconds beyond the grace, longer than they wait for their own scripts.
    private var processGrace: Double { 2 * ProcessReaper.stopGrace }

    private mutating func wait(
        seconds: Double, _ server: TCPServer, orUntil condition: () -> Bool
    ) throws(SystemError) {
        let end = Instant.now.advanced(bySeconds: seconds)
        var poll = PollSet()
        while true {
            tend(server)
            if count == 0 || condition() || Instant.now >= end { return }
            poll.removeAll()
            _ = try server.wait(&poll, until: end)
        }
    }
}

extension TCPServer {
    /// The housekeeping between waits of a process that serves connections: reopens logs after
    /// SIGHUP and collects scripts that have ended.
    func tend(_ reaper: ProcessReaper) {
        handleHangup()
        reaper.collect(now: .now)
    }
}
