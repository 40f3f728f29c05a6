import SystemCalls

/// The child processes that a model has forked.
struct ChildProcesses: Workforce {
    /// Those that have not been collected, and their places on the scoreboard.
    private(set) var running: [ProcessID: Int] = [:]
    private var places: FreePlaces

    /// No children.
    init(places: FreePlaces) { self.places = places }

    /// Takes a place for a child that is about to be forked.
    mutating func takePlace() -> Int { places.take() }

    /// There is no child at this place after all.
    mutating func giveBack(_ place: Int) { places.giveBack(place) }

    var count: Int { running.count }
    /// Never: SIGCHLD comes for each that ends.
    var deadline: Instant { .distantFuture }

    /// A child has been forked, which serves at this place.
    mutating func insert(_ child: ProcessID, at place: Int) { running[child] = place }

    /// Asks those whose client is silent to give way.
    func askToYield() {
        for child in running.keys { Processes.askToYield(child) }
    }

    func stop() {
        // A terminal has signalled them too; a child heeds only the first.
        for child in running.keys { Processes.terminate(child) }
    }

    func abandon() {
        for child in running.keys { Processes.abandon(child) }
    }

    mutating func kill() {
        for child in running.keys { Processes.kill(child) }
        // None is left a zombie: this process may live on in somebody else's hands, as tests do.
        while !running.isEmpty, let ended = Processes.waitAny() { remove(ended.process) }
    }

    mutating func tend(_ server: TCPServer) { tend(server) { _, _ in } }

    /// Reopens logs when SIGHUP asks for it, here and in the children, which have descriptors of
    /// their own; collects the children that have ended.
    /// - Parameter ended: called for each of those.
    mutating func tend(_ server: TCPServer, ended: (ProcessID, ProcessEnd) -> Void) {
        if server.heedHangup() {
            for child in running.keys { Processes.hangUp(child) }
        }
        while let child = Processes.reapAny() {
            if remove(child.process) { ended(child.process, child.end) }
        }
    }

    /// - Returns: whether it was one of these.
    @discardableResult
    private mutating func remove(_ child: ProcessID) -> Bool {
        guard let place = running.removeValue(forKey: child) else { return false }
        places.giveBack(place)
        return true
    }
}
