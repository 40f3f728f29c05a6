import SystemCalls

@testable import ThorCore

/// One run of a load engine in this process against a `ScriptedPeer`.
struct EngineRun {
    /// The request that plans send unless a test says otherwise.
    static let request = Array("GET / HTTP/1.1\r\nHost: t\r\n\r\n".utf8)

    /// What the engine measured.
    var result = LoadResult()
    /// The reports of its seconds, in order.
    var seconds: [SecondReport] = []
    /// Connections that the peer accepted.
    var accepted = 0

    var tally: Tally { result.tally }
    var latencies: Latencies { result.latencies }

    /// Runs an engine until its plan is done.
    ///
    /// - Parameters:
    ///   - script: what the peer does with each connection.
    ///   - path: a Unix socket for the peer to listen on; nil for TCP.
    ///   - ahead: nanoseconds from now to the start of the schedule; may be negative.
    ///   - stopper: what may ask the engine to stop.
    ///   - change: makes the plan, which is a closed loop of one connection and one request.
    ///   - prepare: is called with the engine before it runs.
    init(
        against script: @escaping @Sendable (Conversation) -> Void, path: String? = nil,
        ahead: Int64 = 0, stopper: Stopper? = nil, _ change: (inout LoadPlan) -> Void = { _ in },
        prepare: (inout LoadEngine) throws -> Void = { _ in }
    ) throws {
        let peer = try ScriptedPeer(path: path, script)
        do {
            try run(against: [peer.peer], ahead, stopper, change, prepare)
        } catch {
            _ = try peer.finish()
            throw error
        }
        accepted = try peer.finish()
    }

    /// Runs an engine against peers that no script belongs to.
    init(
        against peers: [Peer], ahead: Int64 = 0, _ change: (inout LoadPlan) -> Void = { _ in },
        prepare: (inout LoadEngine) throws -> Void = { _ in }
    ) throws {
        try run(against: peers, ahead, nil, change, prepare)
    }

    private mutating func run(
        against peers: [Peer], _ ahead: Int64, _ stopper: Stopper?,
        _ change: (inout LoadPlan) -> Void, _ prepare: (inout LoadEngine) throws -> Void
    ) throws {
        var settings = RunSettings()
        settings.requests = 1
        var plan = LoadPlan(settings, request: Self.request, peers: peers)
        change(&plan)
        let stopper = try stopper ?? Stopper()
        var engine = try LoadEngine(plan: plan, stop: try stopper.requests())
        try prepare(&engine)
        let before = ResourceUsage.current
        var reports: [SecondReport] = []
        let start = Instant.now.nanoseconds + ahead
        // The end of its stream would be a request to stop.
        try withExtendedLifetime(stopper) {
            try engine.run(start: start, process: 0) { reports.append($0) }
        }
        seconds = reports
        result = engine.result(since: before)
    }
}
