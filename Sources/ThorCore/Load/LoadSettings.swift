internal import HTTPWire
internal import SystemCalls

/// A measurement as its command line asks for it, with the defaults filled in.
package struct LoadSettings {
    /// Connections per process.
    package var connections = 1
    /// Processes.
    package var processes = 1
    /// Requests in flight per connection.
    package var pipeline = 1
    /// Whether each request has a connection of its own.
    package var closesEach = false
    /// Offered rate; nil for a closed loop.
    package var rate: Rate?
    /// How slots follow each other.
    package var arrivals = Arrivals.fixed
    /// Seed of random arrivals.
    package var seed: UInt64 = 1
    /// Requests per process.
    package var requests: UInt64?
    /// Nanoseconds of sending.
    package var duration: Int64?
    /// Nanoseconds of waiting for the last responses; a request's timeout when nil.
    package var drain: Int64?
    /// What a good response is.
    package var check = ResponseCheck()

    private let target: TargetURL
    private let request: RequestOptions

    /// How long to send when nothing else is said, in nanoseconds.
    package static let defaultDuration: Int64 = 10_000_000_000
    /// Seconds for a request when nothing else is said.
    package static let defaultSeconds = 10.0

    /// Settings for one target, all else at its default.
    package init(_ target: TargetURL, _ request: RequestOptions) {
        self.target = target
        self.request = request
    }

    /// Measures.
    ///
    /// - Throws: ``ClientError`` when it cannot begin, or comes to nothing.
    package func run(_ outputs: consuming LoadOutputs) throws(ClientError) -> LoadRun.Outcome {
        let plan = try plan(outputs.reporting)
        var run = try LoadRun(plan, description(plan), outputs: outputs)
        return try run.run()
    }

    private var version: RequestOptions.Version { request.version ?? .http11 }

    private func plan(_ reporting: LoadPlan.Reporting) throws(ClientError) -> LoadPlan {
        let bytes = try RequestBytes.make(
            target, request, version: version, persistence: closesEach ? .close : .keepAlive)
        var plan = LoadPlan(
            request: bytes, method: Method(name: request.effectiveMethod), peers: try peers())
        plan.connections = connections
        plan.processes = processes
        plan.pipeline = pipeline
        plan.closesEach = closesEach
        plan.rate = rate
        plan.arrivals = arrivals
        plan.seed = seed
        plan.requests = requests
        plan.duration = duration ?? (requests == nil ? Self.defaultDuration : nil)
        plan.timeout = Int64((request.timeout ?? Self.defaultSeconds) * 1e9)
        let connectTimeout = request.connectTimeout ?? ClientPlan.defaultConnectSeconds
        plan.connectTimeout = min(plan.timeout, Int64(connectTimeout * 1e9))
        plan.drain = drain ?? plan.timeout
        plan.spins = processes < Processors.available
        plan.check = check
        plan.reporting = reporting
        return plan
    }

    private func peers() throws(ClientError) -> [Peer] {
        if let path = request.unixSocket { return [.local(path)] }
        return try ClientPlan.resolve(target, request).map { .internet($0) }
    }

    private func description(_ plan: LoadPlan) -> RunDescription {
        var description = RunDescription()
        description.url = target.text
        description.method = request.effectiveMethod
        description.version = version.rawValue
        description.isOpenLoop = rate != nil
        description.rate = rate?.perSecond
        description.arrivals = rate == nil ? nil : arrivals.rawValue
        description.seed = rate != nil && arrivals == .poisson ? seed : nil
        description.connections = UInt64(connections * processes)
        description.processes = UInt64(processes)
        description.pipeline = UInt64(pipeline)
        description.keepAlive = !closesEach
        description.duration = plan.duration.map { UInt64($0) }
        description.requestsPerProcess = requests
        description.timeout = UInt64(plan.timeout)
        return description
    }
}

extension LoadResult {
    /// How the process that measured this ends: well only if every request that was asked for was
    /// sent and had a good response.
    package var exitStatus: Int32 {
        if verdict.grade == .invalid { return ExitStatus.invalidMeasurement }
        let allWentWell = tally.good == tally.offered
        return allWentWell ? ExitStatus.success : ExitStatus.someFailed
    }
}
