internal import HTTPWire
package import SystemCalls

// One process's load: an epoll loop over all of its connections.
//
// All state is in one struct and is changed by one call of `run`, so that the compiler can prove
// exclusive access. A turn of the loop waits for events, handles each (receive, complete, send the
// next request) and sends the requests that are due. LoadEngine+Connecting, +Sending and +Receiving
// have what happens to a connection, +Timing what depends on time.

/// Generates load and measures it, as docs/measuring.md describes. Times are nanoseconds of the
/// monotonic clock.
package struct LoadEngine: ~Copyable {
    /// What to do.
    let plan: LoadPlan
    /// Whether requests follow a schedule instead of responses.
    let isOpenLoop: Bool
    /// The method of every request.
    let method: Method
    /// Octets of one request.
    let requestLength: Int
    /// The request, as often as a pipeline holds it, so that one call can send several.
    let requests: Octets
    /// What the loop waits for events with.
    let epoll: Epoll
    /// Requests to end the run early.
    let stop: StopRequests

    /// The byte stream of each connection, by slot.
    var transports: TransportTable
    /// The state of each connection, by slot.
    var connections: [LoadConnection]
    /// Requests in flight: a ring of `pipeline` entries for each connection.
    var flights: [Flight]
    /// The parser of each connection, by slot.
    var parsers: [ResponseParser]
    /// Octets received on each connection that its parser has not consumed.
    var kept: [[UInt8]]
    /// The body received so far on each connection; empty unless bodies are checked.
    var bodies: [CollectedBody]
    /// The head of the last response that can be recognised.
    var template: ResponseTemplate
    /// Whether ``template`` has been set.
    var hasTemplate = false

    /// Counts and histograms.
    var recorder: Recorder
    /// Connections of an open loop that can take a request.
    var idle: IdleRing
    /// The slots of an open loop, from the start on; nil in a closed loop.
    var schedule: Schedule?
    /// Requests that may still be begun.
    var allowance: UInt64
    /// Requests begun and not ended.
    var inFlight = 0
    /// The peer that connected last; the next connect tries it first.
    var preferredPeer = 0

    /// The time when ``readClock()`` was called last.
    var now: Int64 = 0
    /// When the schedule began.
    var started: Int64 = 0
    /// When sending ends at the latest.
    var sendUntil = Int64.max
    /// Whether requests are still begun.
    var isSending = true
    /// When sending ended.
    var sendingEnded: Int64 = 0
    /// When the last response was complete.
    var lastCompletion: Int64 = 0
    /// When ``tick(_:)`` is due.
    var nextTick: Int64 = 0
    /// When the current second of reports began.
    var secondStarted: Int64 = 0
    /// The number of the current second, from 0.
    var secondNumber: UInt64 = 0
    /// Time spent polling without an event.
    var spun: Int64 = 0
    /// What the process had used when the run ended.
    var usageAtEnd: ResourceUsage?
    /// Requests to stop so far; those that came together count as one.
    var stops = 0
    /// When the last of them came.
    var stoppedAt: Int64 = 0

    /// The token of ``stop`` among events; slots have smaller ones.
    static let stopToken = UInt64.max

    /// An engine with nothing open yet.
    ///
    /// - Throws: `SystemError` of `epoll_create1(2)`.
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

    /// Generates load until the plan is done.
    ///
    /// - Parameters:
    ///   - start: when the schedule begins, in monotonic nanoseconds.
    ///   - process: this process's number, from 0.
    ///   - report: is called once a second if the plan asks for reports.
    /// - Throws: `SystemError` of `epoll_wait(2)`. Errors of connections are counted instead.
    package mutating func run(
        start: Int64, process: Int, report: (SecondReport) -> Void
    ) throws(SystemError) {
        try waitForStart(start)
        begin(start: start, process: process)
        while isSending || inFlight > 0 {
            let timeout = waitingTime()
            let count = try epoll.wait(nanoseconds: timeout)
            let woke = Instant.now.nanoseconds
            if count == 0, timeout == 0 { spun += woke - now }
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
            // The same event may report a response and the end of the stream; no other will.
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

    /// Whether the slot's socket is still the one of `generation`, and connected.
    func isCurrent(_ slot: Int, _ generation: UInt32) -> Bool {
        connections[slot].generation == generation && connections[slot].state == .open
    }

    /// Sets ``now`` to the current time.
    @inline(__always)
    mutating func readClock() { now = Instant.now.nanoseconds }
}
