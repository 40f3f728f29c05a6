import SystemCalls

/// The child processes that a model has forked.
struct ChildProcesses: Workforce {
    /// Those that have not been collected.
    private(set) var running = Set<ProcessID>()

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

    func stop() {
        // A terminal has signalled them too; a child heeds only the first.
        for child in running { Processes.terminate(child) }
    }

    func abandon() {
        for child in running { Processes.abandon(child) }
    }

    mutating func kill() {
        for child in running { Processes.kill(child) }
        // None is left a zombie: this process may live on in somebody else's hands, as tests do.
        while !running.isEmpty, let ended = Processes.waitAny() { running.remove(ended.process) }
    }

    mutating func tend(_ server: TCPServer) {
        collect()
        heedHangup(server)
    }
}
