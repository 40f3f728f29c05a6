/// The state of one connection of a load engine: plain numbers, so that thousands of them lie side
/// by side in an array.
struct LoadConnection {
    /// The state of the connection's transport.
    enum State: UInt8 {
        case closed, connecting, open
    }

    /// What the next octets received are.
    enum Reading: UInt8 {
        /// The beginning of a response.
        case start
        /// The rest of the content of a response whose head equalled the template.
        case content
        /// The rest of a response that the parser is reading.
        case parsing
    }

    /// The state of the transport.
    var state = State.closed
    /// What the next octets received are.
    var reading = Reading.start
    /// Incremented with every socket of the slot; events of an older socket carry another number.
    var generation: UInt32 = 0
    /// Requests begun and not ended.
    var inFlight = 0
    /// Index of the oldest of them in the connection's ring of flights.
    var oldest = 0
    /// Octets of requests begun that the kernel has not taken yet.
    var unsent = 0
    /// Octets of content still to come while ``reading`` is ``Reading/content``.
    var remaining = 0
    /// The socket's low-water mark: octets that must have arrived before it reports readability.
    var lowWaterMark = 1
    /// Responses and failures since the connection was last given requests.
    var freed = 0
    /// Index of the peer that is connected or being tried.
    var peer = 0
    /// Peers that have failed during the current connect.
    var peersTried = 0
    /// When the current connect began, in monotonic nanoseconds.
    var connectStarted: Int64 = 0
    /// Failures in a row; they delay a closed loop's next request.
    var failures = 0
    /// When a closed loop sends its next request after failures, in monotonic nanoseconds;
    /// `Int64.max` when no request is delayed.
    var retryAt = Int64.max
}
