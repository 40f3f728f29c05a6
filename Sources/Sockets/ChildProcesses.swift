import SystemCalls

/// The child processes that a model has forked, and how they come to their end with the server.
struct ChildProcesses {
    /// Seconds by which the parent waits longer than its children, which wait for their scripts.
    private static let processGrace = 2 * ProcessReaper.stopGrace

    /// Those that have not been collected.
    private(set) var running = Set<ProcessID>()

    /// How many there are.
    var count: Int { running.count }

    /// A child has been forked.
    mutating func insert(_ child: ProcessID) { running.insert(child) }

    /// Collects those that have ended.
    mutating func collect() {
        collect { _, _ in }
    }

    /// Collects those that have ended and tells how each did.
    mutating func collect(_ body: (ProcessID, ProcessEnd) -> Void) {
        while let ended = Processes.reapAny() {
            if running.remove(ended.process) != nil { body(ended.process, ended.end) }
        }
    }

    /// Asks those whose client is silent to give way.
    func askToYield() {
        for child in running { Processes.askToYield(child) }
    }

    /// Reopens the server's logs when SIGHUP has asked for it, and has the children do so: each has
    /// descriptors of its own.
    func heedHangup(_ server: TCPServer) {
        guard server.heedHangup() else { return }
        for child in running { Processes.hangUp(child) }
    }

    /// Passes the stop signal on, waits for the children, and ends those that take too long.
    mutating func finish(_ server: TCPServer) throws(SystemError) {
        // A terminal has signalled them too; a child heeds only the first.
        for child in running { Processes.terminate(child) }
        // A child ends itself, and its script, at the end of the same grace: it comes first.
        let graceEnd = Instant.now.advanced(
            bySeconds: server.deadlines.grace + Self.processGrace)
        var nothing = PollSet()
        while true {
            collect()
            heedHangup(server)
            if running.isEmpty { break }
            if StopSignals.count > 1 || Instant.now >= graceEnd { break }
            _ = try nothing.wait(until: graceEnd)
        }
        try end()
        if StopSignals.count > 1 { StopSignals.die() }
    }

    /// Gives the children up: a moment to end their scripts, then none.
    private mutating func end() throws(SystemError) {
        for child in running { Processes.abandon(child) }
        let end = Instant.now.advanced(bySeconds: Self.processGrace)
        var nothing = PollSet()
        while !running.isEmpty, Instant.now < end {
            _ = try nothing.wait(until: end)
            collect()
        }
        for child in running { Processes.kill(child) }
        // None may be left a zombie, should this process live on in a container.
        while !running.isEmpty, Processes.waitAny() != nil { collect() }
    }
}
