import SystemCalls

/// Those that serve a model's connections, processes or threads, as the one that accepts or
/// supervises sees them.
protocol Workforce {
    /// How many there are, or are serving.
    var count: Int { get }

    /// When `tend` has something to do although no signal has come.
    var deadline: Instant { get }

    /// Asks those whose client is silent to give way.
    func askToYield()

    /// Tells all to end when the requests in flight are finished.
    func stop()

    /// Gives all up: they end their scripts and themselves.
    func abandon()

    /// Makes all end now, as far as it can be done.
    mutating func kill()

    /// What is done between waits: notices who has ended, and reopens logs when SIGHUP asks for it.
    mutating func tend(_ server: TCPServer)
}

extension Workforce {
    /// Accepts connections until a stop signal has come, and waits for all to end.
    /// - Parameters:
    ///   - maximum: connections at the same time; more wait in the backlog.
    ///   - serve: has a connection served by one more of these, or refuses it.
    mutating func accept(
        _ server: TCPServer, maximum: Int,
        serve: (inout Self, consuming Descriptor, SocketAddress) -> Void
    ) throws(SystemError) {
        var crowding = Crowding.ofPlaces(maximum, requestInterval: 1)
        var poll = PollSet()
        while ProcessSignals.count == 0 {
            tend(server)
            if count >= maximum {
                try crowding.wait(server, &poll, until: deadline) { askToYield() }
                continue
            }
            try server.acceptOnce(until: deadline, &poll, while: { count < maximum }) {
                serve(&self, $0, $1)
            }
        }
        server.listeners.close()
        try finish(server)
    }

    /// Passes the stop signal on, waits for all to end, and ends those that take too long.
    mutating func finish(_ server: TCPServer) throws(SystemError) {
        stop()
        // Each ends itself, and its script, at the end of the same grace: it comes first.
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

    /// Seconds by which they are waited for longer than they wait for their scripts.
    private var processGrace: Double { 2 * ProcessReaper.stopGrace }

    private mutating func wait(
        seconds: Double, _ server: TCPServer, orUntil condition: () -> Bool
    ) throws(SystemError) {
        let end = Instant.now.advanced(bySeconds: seconds)
        var nothing = PollSet()
        while true {
            tend(server)
            if count == 0 || condition() || Instant.now >= end { return }
            _ = try nothing.wait(until: end)
        }
    }
}

extension TCPServer {
    /// What a process that serves connections does between waits: reopens logs when SIGHUP asks for
    /// it, and collects scripts that have ended.
    func tend(_ reaper: ProcessReaper) {
        heedHangup()
        reaper.collect(now: .now)
    }
}
