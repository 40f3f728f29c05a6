import SystemCalls

/// What a model does while all the connections that there may be are in use, some perhaps by
/// clients that say nothing.
struct Crowding {
    /// Seconds between asking silent connections to give way.
    private static let requestInterval = 1.0

    /// Connections at the same time.
    private let maximum: Int
    private var nextRequest: Instant?
    private var hasWarned = false

    /// A bound that is not reached yet.
    init(maximum: Int) { self.maximum = maximum }

    /// There is room again.
    mutating func end() {
        nextRequest = nil
        hasWarned = false
    }

    /// Waits for a signal, or for somebody to wait at the listening sockets: then the silent
    /// connections are asked to give way, once a second.
    ///
    /// To be called again for as long as there is no room.
    mutating func wait(
        _ server: TCPServer, _ poll: inout PollSet, askToYield: () -> Void
    ) throws(SystemError) {
        let request = nextRequest ?? .now
        let isQuiet = Instant.now < request
        poll.removeAll()
        if !isQuiet { server.listeners.add(to: &poll) }
        guard try poll.wait(until: isQuiet ? request : .distantFuture) else { return }
        askToYield()
        nextRequest = Instant.now.advanced(bySeconds: Self.requestInterval)
        if !hasWarned { server.warn("All \(maximum) connections are in use, others wait") }
        hasWarned = true
    }
}
