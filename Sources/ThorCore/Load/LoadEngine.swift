internal import HTTPWire
package import SystemCalls

// One process's load: an epoll loop over all of its connections.
//
// All state is in this struct and is changed by one call of `run`, so that the compiler can see
// that nobody else touches it. A turn of the loop waits for events, handles each (receive,
// complete, send the next request), and sends what the schedule says. What happens to a connection
// is in LoadEngine+Connecting, +Sending and +Receiving; what depends on time in +Timing.

/// Generates load and measures it: rules 1 to 4 and 6 of the measuring method (docs/measuring.md).
package struct LoadEngine: ~Copyable {
    let plan: LoadPlan
    let isOpenLoop: Bool
    let method: Method
    let requestLength: Int
    /// The request, once for each that may be sent at once.
    let requests: Octets
    let epoll: Epoll
    let stop: StopRequests

    var transports: TransportTable
    var connections: [LoadConnection]
    /// Requests in flight: a ring of `pipeline` for each connection.
    var flights: [Flight]
    var parsers: [ResponseParser]
    /// Octets of each connection that its parser wants to see again with more behind them.
    var kept: [[UInt8]]
    /// What has arrived of each connection's body, when bodies are checked.
    var bodies: [CollectedBody]
    var template: ResponseTemplate
    var hasTemplate = false

    var recorder: Recorder
    var idle: IdleRing
    var schedule: Schedule?
    /// Requests that may still be begun.
    var allowance: UInt64
    var inFlight = 0
    /// The peer that connected last, tried first by the next.
    var preferredPeer = 0

    /// The time in monotonic nanoseconds, as of the last look at the clock.
    var now: Int64 = 0
    var started: Int64 = 0
    /// When sending ends at the latest.
    var sendUntil = Int64.max
    var isSending = true
    var sendingEnded: Int64 = 0
    var lastCompletion: Int64 = 0
    var nextTick: Int64 = 0
    var secondStarted: Int64 = 0
    var secondNumber: UInt64 = 0
    var spun: Int64 = 0
    /// What the process had cost when the last request ended.
    var usageAtEnd: ResourceUsage?
    var stops = 0
    var stoppedAt: Int64 = 0

    static let stopToken = UInt64.max

    /// An engine with nothing open yet.
    package init(plan: LoadPlan, stop: consuming StopRequests) throws(SystemError) {
        let epoll = try Epoll()
        try epoll.add(stop.number, token: Self.stopToken)
        self.plan = plan
        self.stop = stop
        self.epoll = epoll
        isOpenLoop = plan.run.isOpenLoop
        method = Method(name: plan.run.method)
        requestLength = plan.request.count
        requests = Octets(Array(repeatElement(plan.request, count: plan.run.pipeline).joined()))
        let count = plan.run.connectionsPerProcess
        transports = TransportTable(count: count)
        connections = Array(repeating: LoadConnection(), count: count)
        flights = Array(repeating: Flight(), count: count * plan.run.pipeline)
        parsers = Array(repeating: ResponseParser(), count: count)
        kept = Array(repeating: [], count: count)
        bodies = plan.check.body == nil ? [] : Array(repeating: CollectedBody(), count: count)
        template = ResponseTemplate(
            head: Octets([]), contentLength: 0, status: 0, isPersistent: false)
        recorder = Recorder(isOpenLoop: plan.run.isOpenLoop, reporting: plan.reporting)
        idle = IdleRing(capacity: count * plan.run.pipeline)
        allowance = plan.run.requests ?? .max
    }

    /// Generates load from `start` on, monotonic nanoseconds, until the plan is done. `process` is
    /// this process's number, from 0; `report` is called once a second if the plan asks for it.
    package mutating func run(
        start: Int64, process: Int, report: (SecondReport) -> Void
    ) throws(SystemError) {
        try waitForStart(start)
        begin(start: start, process: process)
        while isSending || inFlight > 0 {
            let patience = waitingTime()
            let count = try epoll.wait(nanoseconds: patience)
            let woke = Instant.now.nanoseconds
            if count == 0, patience == 0 { spun += woke - now }
            now = woke
            for index in 0..<count { handle(epoll[index]) }
            if isOpenLoop { sendWhatIsDue() }
            if now >= nextTick { tick(report) }
            if count > 0 {
                readClock()
                recorder.turned(now - woke)
            }
        }
        finish(report)
    }

    /// Handles one event of the loop.
    mutating func handle(_ event: Epoll.Event) {
        if event.token == Self.stopToken {
            stopRequested()
            return
        }
        let slot = Int(event.token & 0xFFFF_FFFF)
        let generation = UInt32(event.token >> 32)
        guard connections[slot].generation == generation else { return }
        switch connections[slot].state {
        case .closed: return
        case .connecting:
            continueOpening(slot, event)
            // The event may tell as well of a response and of the end, and not again.
            if event.isReadable, isCurrent(slot, generation) {
                receive(slot, isEnding: event.isEnding)
            }
        case .open:
            if event.isReadable { receive(slot, isEnding: event.isEnding) }
            if connections[slot].unsent > 0, event.isWritable, isCurrent(slot, generation) {
                flush(slot)
            }
        }
        if isOpenLoop {
            readClock()
            sendWhatIsDue()
        }
    }

    /// Whether the slot still has the socket of this generation, connected.
    func isCurrent(_ slot: Int, _ generation: UInt32) -> Bool {
        connections[slot].generation == generation && connections[slot].state == .open
    }

    @inline(__always)
    mutating func readClock() { now = Instant.now.nanoseconds }
}
