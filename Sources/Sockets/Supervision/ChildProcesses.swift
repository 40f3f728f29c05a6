import SystemCalls

/// The child processes that a model has forked.
struct ChildProcesses: Workforce {
    /// Those that have not been collected.
    private(set) var running = Set<ProcessID>()

    var count: Int { running.count }
    /// Never: SIGCHLD comes for each that ends.
    var deadline: Instant { .distantFuture }

    /// A child has been forked.
    mutating func insert(_ child: ProcessID) { running.insert(child) }

    /// Asks those whose client is silent to give way.
    func askToYield() {
        for child in running { Processes.askToYield(child) }
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

    mutating func tend(_ server: TCPServer) { tend(server) { _, _ in } }

    /// Reopens logs when SIGHUP asks for it, here and in the children, which have descriptors of
    /// their own; collects the children that have ended.
    /// - Parameter ended: called for each of those.
    mutating func tend(_ server: TCPServer, ended: (ProcessID, ProcessEnd) -> Void) {
        if server.heedHangup() {
            for child in running { Processes.hangUp(child) }
        }
        while let child = Processes.reapAny() {
            if running.remove(child.process) != nil { ended(child.process, child.end) }
        }
    }
}
