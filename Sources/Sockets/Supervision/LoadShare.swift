import SystemCalls

/// Balances connections between event-driven workers: a worker that has many more than another
/// leaves the next ones to it. The kernel tends to wake the same worker, and the first to wake
/// accepts. Without this, one worker would hold most long-lived connections.
struct LoadShare {
    /// A worker may always have this many connections more than the least loaded one.
    private static let slack = 16
    /// Seconds that a worker leaves connections to others. If the least loaded one accepts none in
    /// that time, it is considered stuck and is ignored until it accepts again.
    static let pause = 0.02

    private let own: Scoreboard.Place
    /// For each worker that did not accept when it should have, its counter at that time.
    private var stuckAt: [Int?]

    /// For the worker at `own`, among all workers of its scoreboard.
    init(_ own: Scoreboard.Place) {
        self.own = own
        stuckAt = Array(repeating: nil, count: own.board.placeCount)
    }

    private func load(_ index: Int) -> Int { own.board.place(index)[.connections] }

    /// Publishes this worker's number of connections to the others.
    func publish(_ count: Int) { own[.connections] = count }

    /// Whether other workers should accept the next connections.
    mutating func isOverloaded() -> Bool {
        guard let least = leastLoaded() else { return false }
        let load = load(least)
        return own[.connections] > load + max(Self.slack, load / 8)
    }

    /// A pause is over. If the least loaded worker has not accepted meanwhile, it is ignored from
    /// now on.
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
