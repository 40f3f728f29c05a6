import SystemCalls

/// Decides what is done about connections that wait for a place, some places perhaps being held by
/// clients that say nothing: when silent clients are asked to give way, and when the operator is
/// warned.
///
/// It knows neither sockets nor the clock. A model says what it has seen and when, here or through
/// `wait`.
struct Crowding {
    /// What is to be done.
    struct Response: Equatable {
        /// Silent clients are to give way.
        var asksToYield = false
        /// The operator is to be warned.
        var warns = false
    }

    /// Seconds for which a connection has to wait before it counts: 0 where all places are known to
    /// be taken, more where it may only be on its way to a worker that is free.
    private let patience: Double
    /// Seconds from one request to give way to the next.
    private let requestInterval: Double
    /// What the operator is warned with.
    let warning: String

    /// Before this the listening sockets are not checked.
    private var nextCheck: Instant?
    /// A connection waited at the last check, and may only have come.
    private(set) var isSuspected = false
    private var pace = WarningPace()

    private init(patience: Double, requestInterval: Double, warning: String) {
        self.patience = patience
        self.requestInterval = requestInterval
        self.warning = warning
    }

    /// For a model that checks only while all of its places are taken.
    /// - Parameters:
    ///   - places: connections at the same time.
    ///   - requestInterval: seconds from one request to give way to the next.
    static func ofPlaces(_ places: Int, requestInterval: Double) -> Crowding {
        Crowding(
            patience: 0, requestInterval: requestInterval,
            warning: "All \(places) connections are in use, others wait")
    }

    /// For the master of workers, who accept by themselves.
    ///
    /// Each new connection can be seen waiting for the moment that a worker takes to accept it. So
    /// the master checks a second time after 20 ms.
    static func ofWorkers() -> Crowding {
        Crowding(
            patience: 0.02, requestInterval: 0.1, warning: "All workers are in use, others wait")
    }

    /// When the listening sockets are to be checked again; nil for at once.
    func nextCheck(after now: Instant) -> Instant? {
        guard let nextCheck, now < nextCheck else { return nil }
        return nextCheck
    }

    /// The listening sockets have been checked.
    /// - Parameters:
    ///   - isWaitedFor: whether a connection waits at one of them.
    ///   - isFull: whether all places are taken. A worker that is free may be slow to accept, where
    ///     there is more to do than processors.
    mutating func saw(isWaitedFor: Bool, isFull: Bool = true, at now: Instant) -> Response {
        guard isWaitedFor else {
            isSuspected = false
            return Response()
        }
        guard isSuspected && isFull || patience == 0 else {
            isSuspected = true
            nextCheck = now.advanced(bySeconds: patience)
            return Response()
        }
        nextCheck = now.advanced(bySeconds: requestInterval)
        return Response(asksToYield: true, warns: pace.allows(at: now))
    }

    /// A client has given way at once: the next request need not wait for the interval to pass.
    mutating func hasMadePlace() { nextCheck = nil }
}

extension Crowding {
    /// Waits for a signal or `deadline`, or for something to do about connections that wait, and
    /// does it. Nobody wakes up for this while no connection comes.
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
