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

    private let loads: SharedCounters
    private let own: Int
    /// What the counter of a worker was that did not accept when it should have.
    private var stuckAt: [Int?]

    init(_ loads: SharedCounters, own: Int) {
        self.loads = loads
        self.own = own
        stuckAt = Array(repeating: nil, count: loads.count)
    }

    /// Tells the others how many connections this worker has.
    func publish(_ count: Int) { loads[own] = count }

    /// Whether the next connections are better accepted by others.
    mutating func isOverloaded() -> Bool {
        guard let least = leastLoaded() else { return false }
        let load = loads[least]
        return loads[own] > load + max(Self.slack, load / 8)
    }

    /// The others had time to accept. The least loaded one is not waited for again if it has not.
    mutating func pauseHasEnded() {
        guard let least = leastLoaded() else { return }
        stuckAt[least] = loads[least]
    }

    private mutating func leastLoaded() -> Int? {
        var least: Int?
        for index in 0..<loads.count where index != own {
            let load = loads[index]
            if let stuck = stuckAt[index] {
                if stuck == load { continue }
                stuckAt[index] = nil
            }
            if least.map({ load < loads[$0] }) ?? true { least = index }
        }
        return least
    }
}
