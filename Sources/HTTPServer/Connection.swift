import HTTPWire
package import Sockets
package import SystemCalls

/// The driver of an HTTP connection: reads, parses, calls the handler, sends, and keeps deadlines.
/// It never waits.
///
/// It owns the transport, the input, the output queue and the exchanges. Reading and parsing are in
/// `Connection+HTTP1.swift`, responses in `Connection+Responding.swift`, processes in
/// `Connection+Process.swift`, jobs in `Connection+Work.swift`, deadlines and the end in
/// `Connection+Ending.swift`. HTTP/2 will take the place of the first.
package final class Connection: ConnectionDriver {
    /// Bytes read at once, and the size of a small connection's buffer.
    static let readSize = 8 * 1024

    /// The life of a connection.
    enum State {
        /// Requests are read and answered.
        case open
        /// The next response, or the one under way, is the last: the server is about to stop.
        case draining
        /// No further request begins; the connection ends after the responses under way.
        case closing
        /// All responses have been sent; input is discarded until the client closes.
        case lingering
        /// Over.
        case closed
    }

    /// What is awaited from the client.
    enum Phase {
        /// The first request, or the rest of a head.
        case head
        /// A further request, of which no byte has arrived.
        case idle
        /// Content of a request.
        case content
    }

    let service: HTTPService
    var configuration: Configuration
    var client = SocketAddress.loopback(.ipv4, port: 0)
    var state = State.closed
    var parser: RequestParser
    var writer = MessageWriter()
    let input: ByteBuffer
    var output = OutputQueue()

    /// The exchanges whose response has not been sent, in the order of their requests.
    var exchanges = ExchangeQueue()
    /// The exchange whose request content is being read; nil between requests.
    var reading: Exchange?
    /// Requests on this connection so far.
    var requests = 0
    /// The job under way. The scheduler's view of it is `job`.
    var pending = PendingJob.none

    /// The assumed readiness of the transport, true until a call returns `wouldBlock`: usually the
    /// first request arrives before its connection is accepted.
    var ready: Readiness = []
    /// Whether `receive` has reported the end of the client's bytes.
    var inputEnded = false
    /// Whether the parser may find more in the input than it did last time.
    var mayParse = false
    var phase = Phase.head
    /// When the client's time for the current phase began.
    var phaseStart = Instant.distantFuture
    /// When the time to produce or take the response began.
    var outputStart = Instant.distantFuture
    /// The number of unacknowledged bytes when the client was last seen to take some.
    var unacknowledged = 0
    /// Bytes of the next file that a job read into the page cache.
    var fetched = 0
    /// Bytes discarded while lingering.
    var lingered = 0
    /// Whether a producer has used its share of this turn.
    var hasProduced = false
    /// As much as a pipe holds (pipe(7)); allocated when a process writes for the first time.
    let processOutput = ByteBuffer(initial: 64 * 1024, maximum: 64 * 1024)

    /// A driver without a connection.
    package init(_ service: HTTPService, turn: Turn) {
        self.service = service
        configuration = service.configurations.latest
        parser = RequestParser(limits: configuration.limits)
        input = ByteBuffer(
            initial: Self.readSize, maximum: max(configuration.inputLimit, Self.readSize))
        super.init(turn: turn)
    }

    // MARK: Beginning

    package override func begin(_ address: SocketAddress, now: Instant) {
        prepare(address, requests: 0, since: now)
        if service.logsSteps { service.log.began(address) }
    }

    package override func resume(_ address: SocketAddress, _ state: RestingState) {
        prepare(address, requests: Int(state.memory), since: state.since)
    }

    private func prepare(_ address: SocketAddress, requests: Int, since: Instant) {
        if configuration.generation != service.configurations.generation { reconfigure() }
        client = address
        self.requests = requests
        state = .open
        // An event loop counts its connections itself.
        if turn.mayBlock { service.place[.connections] += 1 }
        phase = requests == 0 ? .head : .idle
        phaseStart = since
        outputStart = since
        ready = [.readable, .writable]
        (inputEnded, mayParse, isUnfinished, hasProduced) = (false, false, false, false)
        (unacknowledged, fetched, lingered) = (0, 0, 0)
        parser.reset()
        input.removeAll()
        output.removeAll()
    }

    private func reconfigure() {
        configuration = service.configurations.latest
        parser = RequestParser(limits: configuration.limits)
        input.setMaximum(max(configuration.inputLimit, Self.readSize))
    }

    // MARK: Moving

    /// Whether requests are served, or their responses sent.
    var isServing: Bool { state == .open || state == .draining || state == .closing }

    package override func step(now: Instant) -> Bool {
        do {
            if isServing { try move(now) }
            // Both directions are closed, and no read or send is due that would report it.
            if ready.contains(.hungUp), isServing, !wantsInput, output.isEmpty { abort() }
            if state == .lingering { try linger() }
            if state != .closed, now >= deadline { try timeOut(now) }
        } catch {
            abort()
        }
        return state != .closed
    }

    func move(_ now: Instant) throws(SystemError) {
        isUnfinished = false
        hasProduced = false
        for _ in 0..<turn.transfers where isServing {
            if try !moveOnce(now) { return isUnfinished = mayProduce }
        }
        isUnfinished = true
    }

    /// - Returns: whether anything was transferred or produced, so that another call may do more.
    private func moveOnce(_ now: Instant) throws(SystemError) -> Bool {
        var moved = try send(now)
        if isServing, let exchange = exchanges.last { moved = try feed(exchange, now) || moved }
        if isServing { moved = try receive(now) || moved }
        if state == .closing, exchanges.isEmpty { beginClose(now) }
        return moved
    }

    /// Moves more of a response into the output queue.
    @inline(__always)
    private func feed(_ exchange: Exchange, _ now: Instant) throws(SystemError) -> Bool {
        switch exchange.source {
        case .none: return false
        case .process(let link): return try moveProcess(link, exchange, now)
        case .producer(let producer):
            if isOverdue(now) {
                abort()
                return false
            }
            guard mayProduce, !hasProduced else { return false }
            return produce(producer, exchange, now)
        }
    }

    private func send(_ now: Instant) throws(SystemError) -> Bool {
        guard ready.contains(.writable), !output.isEmpty else { return false }
        guard let limit = sendableFileBytes() else { return false }
        fetched = 0
        switch try output.send(over: transport, fileLimit: limit) {
        case .moved(let count):
            // `sendfile` may return a short count although the socket is still writable.
            if count < output.offered, output.nextFile == nil { ready.remove(.writable) }
            credit(&outputStart, count, now)
            settle(count, now)
            if !ready.contains(.writable) { unacknowledged = transport.unacknowledgedBytes }
            return true
        case .wouldBlock:
            ready.remove(.writable)
            unacknowledged = transport.unacknowledgedBytes
            return false
        case .ended:
            abort()
            return false
        }
    }

    /// Accounts for sent bytes. Responses sent completely are over.
    @inline(__always)
    private func settle(_ count: Int, _ now: Instant) {
        var finished = 0
        let keepsRecords = service.keepsRecords
        output.consume(count) { content, isEnd in
            if keepsRecords { exchanges[finished].record?.bytes += content }
            if isEnd { finished += 1 }
        }
        for _ in 0..<finished where state != .closed { complete(now) }
    }

    /// The first response has been sent.
    @inline(__always)
    func complete(_ now: Instant) {
        let isAborted = exchanges[0].state == .aborting
        endFirst(isComplete: !isAborted)
        if isAborted {
            transport.resetOnClose()
            return close()
        }
        outputStart = now
        guard exchanges.isEmpty else { return }
        if reading == nil { enter(parser.isBetweenMessages ? .idle : .head, now) }
        phaseStart = now
        // The response was the last one, although its head promised to keep the connection.
        if state == .draining, input.isEmpty || reading != nil { state = .closing }
        // Requests may have waited for the response to leave.
        mayParse = mayParse || !input.isEmpty || inputEnded
        guard turn.mayBlock else { return }
        input.releaseIfEmpty()
        output.bytes.releaseIfEmpty()
    }

    /// The first exchange is over, well or not: what it has started ends, and it is logged.
    @inline(__always)
    func endFirst(isComplete: Bool) {
        let exchange = exchanges[0]
        exchanges.removeFirst()
        exchange.enter(.done, service.place)
        exchange.endSource()
        if let record = exchange.record {
            record.isComplete = isComplete
            service.log.ended(record)
        }
        // Otherwise content of its request is still being read, and no request is begun before.
        if reading !== exchange { exchange.reset() }
    }

    /// An exchange for a request, behind all others.
    @inline(__always)
    func makeExchange() -> Exchange {
        exchanges.append(for: client)
        return exchanges[exchanges.count - 1]
    }

    // MARK: What a scheduler asks

    package override func becameReady(_ source: ReadinessSource, _ readiness: Readiness) {
        let link = exchanges.last?.link
        switch source {
        case .transport: ready.formUnion(readiness)
        case .processOutput: link?.ready.insert(.readable)
        case .processInput: link?.ready.insert(.writable)
        case .processEnd: link?.noteEnd()
        }
    }

    package override func receiveAhead(now: Instant) { readAhead(now) }
    package override func jobDone(now: Instant) { finishJob(now) }
    package override func drain(now: Instant) { beginDraining(now) }
    package override func refuse(now: Instant) { refuseService(now) }
    package override func abort() { giveUp() }
    package override var deadline: Instant { nextDeadline }
    package override var mayGiveWay: Instant? { silenceEnd }
    package override var hasMoreToRead: Bool { hasUnreadInput }

    package override var process: ProcessDescriptors? { exchanges.last?.link?.descriptors }

    package override var wantedReadiness: Readiness {
        if state == .lingering { return transport.readiness(for: .readable) }
        var wanted: Readiness = []
        if wantsInput { wanted.insert(.readable) }
        if awaitsClient { wanted.insert(.writable) }
        return transport.readiness(for: wanted)
    }

    package override var wantedOfProcess: Readiness {
        guard let link = exchanges.last?.link else { return [] }
        var wanted: Readiness = []
        if output.unsent < OutputQueue.sourceHighWater { wanted.insert(.readable) }
        if link.hasPendingInput { wanted.insert(.writable) }
        return wanted
    }

    package override var isAtRest: Bool {
        state == .open && exchanges.isEmpty && input.isEmpty && !ready.contains(.readable)
            && !inputEnded && !mayParse && parser.isUntouched && transport.isStateless
    }

    package override var restingState: RestingState {
        RestingState(since: phaseStart, deadline: deadline, memory: Int32(clamping: requests))
    }

    /// Bytes of memory that a driver keeps between connections.
    private static let keptMemory = 64 * 1024

    package override func trim() {
        input.trim(above: Self.keptMemory)
        output.bytes.trim(above: Self.keptMemory)
        exchanges.trim()
    }
}
