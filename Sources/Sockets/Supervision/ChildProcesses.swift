import SystemCalls

/// The child processes that a model has forked.
struct ChildProcesses: Workforce {
    /// The children not yet collected, with their places on the scoreboard.
    private(set) var running: [ProcessID: Int] = [:]
    private var places: FreePlaces

    /// No children.
    init(places: FreePlaces) { self.places = places }

    /// Reserves a place for a child that is about to be forked.
    mutating func takePlace() -> Int { places.take() }

    /// Frees a place whose child could not be forked.
    mutating func giveBack(_ place: Int) { places.giveBack(place) }

    var count: Int { running.count }
    /// Never: SIGCHLD announces the end of each.
    var deadline: Instant { .distantFuture }

    /// Notes a forked child, which serves at this place.
    mutating func insert(_ child: ProcessID, at place: Int) { running[child] = place }

    /// Asks children whose client is silent to give way.
    func askToYield() {
        for child in running.keys { Processes.askToYield(child) }
    }

    func stop() {
        // A terminal signals them as well; a child acts on the first stop signal only.
        for child in running.keys { Processes.terminate(child) }
    }

    func abandon() {
        for child in running.keys { Processes.abandon(child) }
    }

    mutating func kill() {
        for child in running.keys { Processes.kill(child) }
        // Leaves no zombie: the process may outlive the server, as it does in tests.
        while !running.isEmpty, let ended = Processes.waitAny() { remove(ended.process) }
    }

    mutating func tend(_ server: TCPServer) { tend(server) { _, _ in } }

    /// Reopens logs after SIGHUP, here and in the children, which have descriptors of their own.
    /// Collects the children that have ended.
    /// - Parameter ended: called for each of those.
    mutating func tend(_ server: TCPServer, ended: (ProcessID, ProcessEnd) -> Void) {
        if server.handleHangup() {
            for child in running.keys { Processes.hangUp(child) }
        }
        while let child = Processes.reapAny() {
            if remove(child.process) { ended(child.process, child.end) }
        }
    }

    /// - Returns: whether the process was one of these children.
    @discardableResult
    private mutating func remove(_ child: ProcessID) -> Bool {
        guard let place = running.removeValue(forKey: child) else { return false }
        places.giveBack(place)
        return true
    }
}
