import SystemCalls

/// Decides what to do when connections wait for a place while silent clients may hold some: when
/// silent clients are asked to give way, and when the operator is warned.
///
/// It uses neither sockets nor the clock. A model passes in what it observed and when, through
/// `saw` or `wait`.
struct Crowding {
    /// What the model should do.
    struct Response: Equatable {
        /// Ask silent clients to give way.
        var asksToYield = false
        /// Warn the operator.
        var warns = false
    }

    /// Seconds that a connection must have waited before it counts: 0 where all places are known to
    /// be taken, more where a free worker may be about to accept it.
    private let minimumWait: Double
    /// Seconds from one request to give way to the next.
    private let requestInterval: Double
    /// The text of the warning.
    let warning: String

    /// When the listening sockets are checked next.
    private var nextCheck: Instant?
    /// Whether a connection waited at the last check; it may just have arrived.
    private(set) var isSuspected = false
    private var pace = WarningPace()

    private init(minimumWait: Double, requestInterval: Double, warning: String) {
        self.minimumWait = minimumWait
        self.requestInterval = requestInterval
        self.warning = warning
    }

    /// For a model that checks only while all of its places are taken.
    /// - Parameters:
    ///   - places: connections at the same time.
    ///   - requestInterval: seconds from one request to give way to the next.
    static func ofPlaces(_ places: Int, requestInterval: Double) -> Crowding {
        Crowding(
            minimumWait: 0, requestInterval: requestInterval,
            warning: "All \(places) connections are in use, others wait")
    }

    /// For the master of workers, who accept by themselves.
    ///
    /// A new connection waits for the moment that a worker needs to accept it. So the master checks
    /// a second time after 20 ms.
    static func ofWorkers() -> Crowding {
        Crowding(
            minimumWait: 0.02, requestInterval: 0.1, warning: "All workers are in use, others wait")
    }

    /// When to check the listening sockets again; nil for at once.
    func nextCheck(after now: Instant) -> Instant? {
        guard let nextCheck, now < nextCheck else { return nil }
        return nextCheck
    }

    /// Takes in the result of a check of the listening sockets.
    /// - Parameters:
    ///   - isWaitedFor: whether a connection waits at one of them.
    ///   - isFull: whether all places are taken. A free worker may be slow to accept while the
    ///     processors are busy.
    mutating func saw(isWaitedFor: Bool, isFull: Bool = true, at now: Instant) -> Response {
        guard isWaitedFor else {
            isSuspected = false
            return Response()
        }
        guard isSuspected && isFull || minimumWait == 0 else {
            isSuspected = true
            nextCheck = now.advanced(bySeconds: minimumWait)
            return Response()
        }
        nextCheck = now.advanced(bySeconds: requestInterval)
        return Response(asksToYield: true, warns: pace.allows(at: now))
    }

    /// A client gave way at once, so the next request need not wait for the interval.
    mutating func hasMadePlace() { nextCheck = nil }
}

extension Crowding {
    /// Waits for a signal or `deadline`. Meanwhile acts on connections that wait for a place. Does
    /// not wake up while no connection arrives.
    /// - Parameter askToYield: asks clients that are silent to give way.
    mutating func wait(
        _ server: TCPServer, _ poll: inout PollSet, until deadline: Instant = .distantFuture,
        askToYield: () -> Void
    ) throws(SystemError) {
        poll.removeAll()
        let now = Instant.now
        if let check = nextCheck(after: now) {
            _ = try server.wait(&poll, until: min(deadline, check))
            return
        }
        server.listeners.add(to: &poll)
        // A suspicion is settled at once, whatever comes of it.
        let hasEvents = try server.wait(&poll, until: isSuspected ? now : deadline)
        let isWaitedFor = hasEvents && server.listeners.isReady(in: poll, from: 0)
        let isFull = !isSuspected || server.scoreboard.isFull
        let response = saw(isWaitedFor: isWaitedFor, isFull: isFull, at: .now)
        if response.asksToYield { askToYield() }
        if response.warns { server.warn(warning) }
    }
}
