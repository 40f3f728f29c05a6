package import HTTPWire
package import SystemCalls

/// All that a process needs to know to generate load. Times are nanoseconds.
package struct LoadPlan: Sendable {
    /// What to send: head and content of one request, the same each time.
    package var request: [UInt8]
    /// Its method, which decides whether a response has content.
    package var method: Method
    /// Whom to connect to, in the order in which to try.
    package var peers: [Peer]
    /// Connections per process.
    package var connections = 1
    /// Requests in flight per connection.
    package var pipeline = 1
    /// Whether a connection is used for one request only.
    package var closesEach = false
    /// Processes.
    package var processes = 1
    /// The offered rate over all processes; nil for a closed loop.
    package var rate: Rate?
    /// How the slots of an open loop follow each other.
    package var arrivals = Arrivals.fixed
    /// Seed of random arrivals.
    package var seed: UInt64 = 0
    /// When to stop sending.
    package var duration: Int64?
    /// How many requests each process sends at most.
    package var requests: UInt64?
    /// How long a request may take.
    package var timeout: Int64 = 10_000_000_000
    /// How long connecting may take, within a request's timeout.
    package var connectTimeout: Int64 = 10_000_000_000
    /// How long to wait for responses after the last request was sent.
    package var drain: Int64 = 10_000_000_000
    /// Whether to spin before a slot falls due; not where there are more processes than cores.
    package var spins = true
    /// What a good response is.
    package var check = ResponseCheck()
    /// What to report once a second while running.
    package var reporting = Reporting.nothing

    /// What a process tells its parent once a second.
    package enum Reporting: Int, Sendable, Comparable {
        /// Nothing: no work is done for it.
        case nothing
        /// Counts and response times.
        case responses
        /// Also send lag and service times.
        case everything

        package static func < (left: Reporting, right: Reporting) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// A plan to send these bytes to these peers, all else at its default.
    package init(request: [UInt8], method: Method, peers: [Peer]) {
        self.request = request
        self.method = method
        self.peers = peers
    }
}
