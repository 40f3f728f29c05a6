package import SystemCalls

/// All that a process needs to generate load: the run's settings, and what was prepared from them
/// before the processes were started. Times are nanoseconds.
package struct LoadPlan: Sendable {
    /// What the run is asked to do.
    package var run: RunSettings
    /// What to send: head and content of one request, the same each time.
    package var request: [UInt8]
    /// The addresses to connect to, in the order in which to try them.
    package var peers: [Peer]
    /// How long each attempt to connect may take, within a request's timeout.
    package var connectTimeout: Int64
    /// How long to wait for responses after the last request was sent.
    package var drain: Int64
    /// What a good response is.
    package var check = ResponseCheck()
    /// Whether to spin before a slot falls due; not where there are as many processes as cores.
    package var spins: Bool
    /// What to report once a second while running.
    package var reporting = Reporting.nothing

    /// What a process sends to its parent once a second.
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

    /// A plan to send these octets to these peers.
    package init(_ run: RunSettings, request: [UInt8], peers: [Peer]) {
        self.run = run
        self.run.complete()
        self.request = request
        self.peers = peers
        connectTimeout = run.timeout
        drain = run.timeout
        spins = run.processes < Processors.available
    }

    /// The plan of a run that requests `target` with these options.
    ///
    /// - Throws: ``ClientError`` for a request that cannot be sent, or a name without an address.
    package init(
        _ run: RunSettings, _ target: TargetURL, _ options: RequestOptions
    ) throws(ClientError) {
        let bytes = try RequestBytes.make(
            target, options, version: run.version,
            persistence: run.keepsAlive ? .keepAlive : .close)
        self.init(run, request: bytes, peers: try Self.peers(target, options))
        let connectTimeout = options.connectTimeout ?? ClientPlan.defaultConnectSeconds
        self.connectTimeout = min(run.timeout, Int64(connectTimeout * 1e9))
    }

    private static func peers(
        _ target: TargetURL, _ options: RequestOptions
    ) throws(ClientError) -> [Peer] {
        if let path = options.unixSocket { return [.local(path)] }
        return try ClientPlan.resolve(target, options).map { .internet($0) }
    }
}
