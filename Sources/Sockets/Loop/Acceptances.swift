import SystemCalls

/// Whether and when an event loop accepts connections.
struct Acceptances {
    /// A time in which the listening sockets are not waited for.
    struct Pause: Equatable {
        /// What a loop that could go on does not accept for.
        enum Reason {
            /// Descriptors or memory have run out.
            case exhaustion
            /// Another worker has fewer connections and is to take the next ones.
            case otherWorkers
            /// All places are taken by connections that do not give way.
            case noPlace
        }

        /// Why.
        let reason: Reason
        /// When it ends at the latest.
        let end: Instant

        /// Whether connections are accepted again.
        /// - Parameter hasPlace: whether there are fewer connections than there may be.
        func isOver(at now: Instant, hasPlace: Bool) -> Bool {
            now >= end || reason == .noPlace && hasPlace
        }
    }

    /// Seconds after which silent connections are searched for again while all places are taken.
    private static let requestInterval = 0.1

    /// Connections at the same time.
    let maximum: Int
    /// What this worker has of the connections of all.
    var share: LoadShare
    /// The listening sockets at which connections wait, by number from 0.
    var waiting: Set<Int> = []
    /// Whether the listening sockets are registered.
    var isOpen = false
    /// What is done about connections that wait for a place.
    var crowding: Crowding
    /// Warnings that nothing can be accepted.
    var failures = WarningPace()
    /// The slot at which the next search for a connection that may give way begins.
    var hand = 0
    private(set) var pause: Pause?

    /// Nothing is accepted yet.
    init(maximum: Int, share: LoadShare) {
        self.maximum = maximum
        self.share = share
        crowding = .ofPlaces(maximum, requestInterval: Self.requestInterval)
    }

    /// When the pause ends at the latest; never without one.
    var deadline: Instant { pause?.end ?? .distantFuture }

    /// The listening sockets are not waited for from now on.
    mutating func begin(_ reason: Pause.Reason, at now: Instant) {
        let end =
            switch reason {
            case .exhaustion: now.advanced(bySeconds: TCPServer.exhaustionPause)
            case .otherWorkers: now.advanced(bySeconds: LoadShare.pause)
            case .noPlace: crowding.nextCheck(after: now) ?? now
            }
        pause = Pause(reason: reason, end: end)
    }

    /// Ends the pause if there is one and it is over.
    /// - Parameter connections: how many there are.
    /// - Returns: whether connections are accepted now.
    mutating func mayAccept(at now: Instant, connections: Int) -> Bool {
        guard let pause else { return true }
        guard pause.isOver(at: now, hasPlace: connections < maximum) else { return false }
        self.pause = nil
        if pause.reason == .otherWorkers { share.pauseHasEnded() }
        return true
    }

    /// Nothing is accepted any more.
    mutating func stop() {
        waiting.removeAll()
        pause = nil
    }
}
