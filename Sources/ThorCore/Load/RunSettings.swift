/// What a run is asked to do: the one list of its settings.
///
/// The command line fills it in, each process works by it, and results keep it under the names of
/// ``fields``, which also say how the settings of runs side by side become one. A new setting is a
/// property here, a row there, and an option.
package struct RunSettings: Equatable, Sendable {
    /// The URL to request.
    package var url = ""
    /// Request method.
    package var method = "GET"
    /// Version of HTTP.
    package var version = RequestOptions.Version.http11
    /// Offered rate of an open loop, all processes together; nil for a closed loop.
    package var rate: Rate?
    /// How the slots of an open loop follow each other; nil in a closed loop.
    package var arrivals: Arrivals?
    /// Seed of Poisson arrivals; nil with others.
    package var seed: UInt64?
    /// Connections, all processes together: the same number in each.
    package var connections = 1
    /// Processes, each with an event loop of its own.
    package var processes = 1
    /// Requests in flight per connection.
    package var pipeline = 1
    /// Whether a connection is used for more than one request.
    package var keepsAlive = true
    /// How long to send, in nanoseconds; nil when the number of requests alone ends the run.
    package var duration: Int64?
    /// Requests that each process sends at most; nil when the duration alone ends the run.
    package var requests: UInt64?
    /// How long a request may take, in nanoseconds.
    package var timeout = defaultTimeout

    /// How long to send unless asked otherwise, in nanoseconds.
    package static let defaultDuration: Int64 = 10_000_000_000
    /// How long a request may take unless asked otherwise, in nanoseconds.
    package static let defaultTimeout: Int64 = 10_000_000_000
    /// The seed of Poisson arrivals unless asked otherwise.
    package static let defaultSeed: UInt64 = 1

    /// A closed loop of one connection, all else at its default.
    package init() {}

    /// The same for this request, with `connections` set to one for each process.
    package init(_ target: TargetURL, _ request: RequestOptions, processes: Int) {
        url = target.text
        method = request.effectiveMethod
        version = request.version ?? .http11
        if let timeout = request.timeout { self.timeout = Int64(timeout * 1e9) }
        self.processes = processes
        connections = processes
    }

    /// Whether requests follow a schedule (open loop) or the responses before them (closed loop).
    package var isOpenLoop: Bool { rate != nil }

    /// Connections of each process.
    package var connectionsPerProcess: Int {
        get { connections / processes }
        set { connections = newValue * processes }
    }

    /// Fills in what follows from other settings where nothing was asked for.
    package mutating func complete() {
        if isOpenLoop { arrivals = arrivals ?? .fixed }
        seed = arrivals == .poisson ? seed ?? Self.defaultSeed : nil
        if duration == nil, requests == nil { duration = Self.defaultDuration }
    }
}
