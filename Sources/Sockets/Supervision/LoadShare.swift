import SystemCalls

/// Keeps the workers of an event-driven server equally loaded: one that has many more connections
/// than another leaves the next ones to it.
///
/// Whoever wakes first accepts, and the kernel wakes the same worker again and again; without this
/// one worker would have most of the connections that live long.
struct LoadShare {
    /// Connections that a worker may have beyond those of the least loaded one, at least.
    private static let slack = 16
    /// Seconds that a worker leaves connections to others. If the least loaded one has not taken
    /// any by then, it cannot, and counts no more until it does.
    static let pause = 0.02

    private let own: Scoreboard.Place
    /// What the counter of a worker was that did not accept when it should have.
    private var stuckAt: [Int?]

    /// The share of the worker that serves at `own`, among those of its scoreboard.
    init(_ own: Scoreboard.Place) {
        self.own = own
        stuckAt = Array(repeating: nil, count: own.board.placeCount)
    }

    private func load(_ index: Int) -> Int { own.board.place(index)[.connections] }

    /// Tells the others how many connections this worker has.
    func publish(_ count: Int) { own[.connections] = count }

    /// Whether the next connections are better accepted by others.
    mutating func isOverloaded() -> Bool {
        guard let least = leastLoaded() else { return false }
        let load = load(least)
        return own[.connections] > load + max(Self.slack, load / 8)
    }

    /// The others had time to accept. The least loaded one is not waited for again if it has not.
    mutating func pauseHasEnded() {
        guard let least = leastLoaded() else { return }
        stuckAt[least] = load(least)
    }

    private mutating func leastLoaded() -> Int? {
        var least: Int?
        for index in stuckAt.indices where index != own.index {
            let load = load(index)
            if let stuck = stuckAt[index] {
                if stuck == load { continue }
                stuckAt[index] = nil
            }
            if least.map({ load < self.load($0) }) ?? true { least = index }
        }
        return least
    }
}
