/// One connection of a load engine: plain numbers, so that thousands of them lie side by side.
struct LoadConnection {
    /// Whether there is a socket, and how far it is.
    enum State: UInt8 {
        case closed, connecting, open
    }

    /// What the next octets are.
    enum Reading: UInt8 {
        /// The beginning of a response.
        case start
        /// The rest of the content of a response that the fast path has recognised.
        case content
        /// Whatever the parser says.
        case parsing
    }

    var state = State.closed
    var reading = Reading.start
    /// Raised with every socket: events of an older one are recognised by it.
    var generation: UInt32 = 0
    /// Requests taken and not ended.
    var inFlight = 0
    /// Place of the oldest of them in the connection's ring of flights.
    var oldest = 0
    /// Octets of requests taken and not yet given to the kernel.
    var unsent = 0
    /// Octets of content still to come while ``Reading/content``.
    var remaining = 0
    /// Octets that have to be there before an event tells of them.
    var lowWaterMark = 1
    /// Responses completed since the connection was last given requests.
    var freed = 0
    /// Which of the peers is being tried.
    var peer = 0
    /// Peers tried in vain for the current connect.
    var peersTried = 0
    /// When the current connect began.
    var connectStarted: Int64 = 0
    /// Failures in a row, which slow a closed loop down.
    var failures = 0
    /// Before this a closed loop does not try again; `Int64.max` when it is not waiting to.
    var retryAt = Int64.max
}

/// A request in flight: when it should have been sent, and when it was. Monotonic nanoseconds.
struct Flight {
    var scheduled: Int64 = 0
    var sent: Int64 = 0
}
