import SystemCalls

/// Those that serve a model's connections, processes or threads, as the one that accepts or
/// supervises sees them.
protocol Workforce {
    /// How many there are, or are serving.
    var count: Int { get }

    /// Asks those whose client is silent to give way.
    func askToYield()

    /// Tells all to end when the requests in flight are finished.
    func stop()

    /// Gives all up: they end their scripts and themselves.
    func abandon()

    /// Makes all end now, as far as it can be done.
    mutating func kill()

    /// Notices who has ended, and heeds SIGHUP.
    mutating func tend(_ server: TCPServer)
}

extension Workforce {
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
