import SystemCalls

/// Notices in the master that connections wait which no worker accepts: all of them are busy, or
/// held by clients that say nothing.
///
/// Each new connection can be seen waiting for the moment that a worker takes to accept it. So the
/// master looks a second time a little later. It wakes up at most once for that moment and not at
/// all while nobody comes.
struct CrowdWatch {
    /// Seconds after which a connection that still waits has been left waiting.
    private static let moment = 0.02
    /// Seconds between requests to give way.
    private static let requestInterval = 0.1
    /// Seconds between telling the operator.
    private static let warningInterval = 60.0

    private let isNeeded: Bool
    private var nextLook = Instant(nanoseconds: 0)
    /// Somebody waited when it was looked last.
    private var isSuspected = false
    private var nextWarning = Instant(nanoseconds: 0)

    /// A watch that has seen nobody waiting.
    /// - Parameter isNeeded: if not, it only waits.
    init(isNeeded: Bool) { self.isNeeded = isNeeded }

    /// Waits until `deadline`, a signal, or something to do for the watch.
    mutating func wait(
        _ server: TCPServer, _ poll: inout PollSet, until deadline: Instant,
        askToYield: () -> Void
    ) throws(SystemError) {
        poll.removeAll()
        let now = Instant.now
        guard isNeeded, now >= nextLook else {
            _ = try poll.wait(until: isNeeded ? min(deadline, nextLook) : deadline)
            return
        }
        server.listeners.add(to: &poll)
        guard try poll.wait(until: isSuspected ? now : deadline) else {
            isSuspected = false
            return
        }
        if isSuspected {
            askToYield()
            warn(server)
        }
        nextLook = Instant.now.advanced(
            bySeconds: isSuspected ? Self.requestInterval : Self.moment)
        isSuspected = true
    }

    private mutating func warn(_ server: TCPServer) {
        guard Instant.now >= nextWarning else { return }
        nextWarning = Instant.now.advanced(bySeconds: Self.warningInterval)
        server.warn("All workers are in use, others wait")
    }
}
