import SystemCalls

/// Whether and when an event loop accepts connections.
struct Acceptances {
    /// A period in which the loop does not wait for the listening sockets.
    struct Pause: Equatable {
        /// Why the loop does not accept at present.
        enum Reason {
            /// Descriptors or memory have run out.
            case exhaustion
            /// Another worker has fewer connections and should accept the next ones.
            case otherWorkers
            /// All places are taken, and none of their connections gives way.
            case noPlace
        }

        /// Why the loop pauses.
        let reason: Reason
        /// The latest time at which the pause ends.
        let end: Instant

        /// Whether the pause is over, so that connections are accepted again.
        /// - Parameter hasPlace: whether the number of connections is below `maximum`.
        func isOver(at now: Instant, hasPlace: Bool) -> Bool {
            now >= end || reason == .noPlace && hasPlace
        }
    }

    /// Seconds after which silent connections are searched for again while all places are taken.
    private static let requestInterval = 0.1

    /// The most connections at the same time.
    let maximum: Int
    /// This worker's share of the connections of all workers.
    var share: LoadShare
    /// Indexes, from 0, of the listening sockets that have connections waiting.
    var waiting: Set<Int> = []
    /// Whether the listening sockets are registered.
    var isOpen = false
    /// Decides what to do about connections that wait for a place.
    var crowding: Crowding
    /// Warnings that nothing can be accepted.
    var failures = WarningPace()
    /// The slot at which the next search for a connection that may give way begins.
    var hand = 0
    private(set) var pause: Pause?

    /// A state in which no connection has been accepted.
    init(maximum: Int, share: LoadShare) {
        self.maximum = maximum
        self.share = share
        crowding = .ofPlaces(maximum, requestInterval: Self.requestInterval)
    }

    /// The latest time at which the pause ends; `distantFuture` when there is no pause.
    var deadline: Instant { pause?.end ?? .distantFuture }

    /// Begins a pause: the loop stops waiting for the listening sockets.
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
    /// - Parameter connections: the number of connections at present.
    /// - Returns: whether connections are accepted now.
    mutating func mayAccept(at now: Instant, connections: Int) -> Bool {
        guard let pause else { return true }
        guard pause.isOver(at: now, hasPlace: connections < maximum) else { return false }
        self.pause = nil
        if pause.reason == .otherWorkers { share.pauseHasEnded() }
        return true
    }

    /// Stops accepting for good.
    mutating func stop() {
        waiting.removeAll()
        pause = nil
    }
}
