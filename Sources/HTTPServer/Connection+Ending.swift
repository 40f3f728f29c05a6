import HTTPWire
import Sockets
import SystemCalls

/// Deadlines, and how a connection comes to its end.
extension Connection {
    /// The most bytes discarded at the end of a connection before it is closed in any case.
    static let lingerLimit = 64 << 20

    // MARK: Deadlines

    /// Whether output waits for the client, or can be produced.
    var awaitsClient: Bool {
        if !output.isEmpty { return true }
        if let exchange = exchanges.last, case .producer = exchange.source { return true }
        return false
    }

    /// Whether the process is expected to write. A process that has read all content received so
    /// far waits for the client to send the rest.
    private var awaitsProcess: Bool {
        guard let link = exchanges.last?.link else { return false }
        return !(awaitsContent && !link.hasPendingInput)
    }

    /// When the time to produce or take the response is over.
    private var outputDeadline: Instant {
        // Only a disk is waited for, which has no deadline.
        if job != nil, ready.contains(.writable) { return .distantFuture }
        let deadlines = configuration.deadlines
        if awaitsClient { return outputStart.advanced(bySeconds: deadlines.output) }
        if awaitsProcess { return outputStart.advanced(bySeconds: deadlines.process) }
        return .distantFuture
    }

    /// When the client's time to send is over.
    private var inputDeadline: Instant {
        let deadlines = configuration.deadlines
        if awaitsContent { return phaseStart.advanced(bySeconds: deadlines.content) }
        guard exchanges.isEmpty, reading == nil else { return .distantFuture }
        return phaseStart.advanced(
            bySeconds: phase == .idle ? deadlines.idle : deadlines.head)
    }

    var nextDeadline: Instant {
        switch state {
        case .open, .draining, .closing: min(outputDeadline, inputDeadline)
        case .lingering: outputStart.advanced(bySeconds: configuration.deadlines.linger)
        case .closed: .distantFuture
        }
    }

    var silenceEnd: Instant? {
        let silence = configuration.deadlines.silence
        if state == .lingering { return outputStart.advanced(bySeconds: silence) }
        guard isServing, exchanges.isEmpty, reading == nil, input.isEmpty else { return nil }
        return phaseStart.advanced(bySeconds: silence)
    }

    /// Extends the client's deadline by the time that `bytes` take at the least rate.
    ///
    /// If any byte restored the full time, a client could hold a connection for ever by sending a
    /// byte before each deadline.
    func credit(_ start: inout Instant, _ bytes: Int, _ now: Instant) {
        let rate = configuration.deadlines.leastRate
        start = min(now, start.advanced(bySeconds: Double(bytes) / rate))
    }

    func timeOut(_ now: Instant) throws(SystemError) {
        guard isServing else { return close() }
        if now >= outputDeadline {
            if awaitsClient { return checkClient(now) }
            if let exchange = exchanges.last { fail(exchange, .gatewayTimeout, now) }
        } else if awaitsContent || !parser.isBetweenMessages {
            refuse(.requestTimeout, now)
        } else {
            // No byte of a request has arrived.
            return beginClose(now)
        }
        if isServing { try move(now) }
    }

    /// The socket accepted nothing until the deadline. The kernel buffers megabytes and reports the
    /// socket writable only when much of them has left, so a slow client may have taken bytes all
    /// the time. The count of unacknowledged bytes shows it.
    private func checkClient(_ now: Instant) {
        let left = transport.unacknowledgedBytes
        guard left < unacknowledged, !isOverdue(now) else { return abort() }
        credit(&outputStart, unacknowledged - left, now)
        unacknowledged = left
    }

    /// Whether the response holds what others wait for.
    func isOverdue(_ now: Instant) -> Bool {
        guard let exchange = exchanges.last, case .producer(let producer) = exchange.source else {
            return false
        }
        // A job uses it.
        return job == nil && producer.isOverdue(now)
    }

    // MARK: Refusing

    /// Responds with an error to the request being read, which is malformed or too slow.
    func refuse(_ status: StatusCode, _ now: Instant) {
        guard let exchange = reading else {
            // Draining, not closing, so that the response contains `Connection: close`.
            if state == .open { state = .draining }
            let exchange = makeExchange()
            exchange.request.head = RequestHead()
            // A refusal of HEAD has no content either (RFC 9110 section 9.3.2).
            if !parser.isBetweenMessages { exchange.request.head.method = parser.head.method }
            if service.keepsRecords {
                exchange.record = AccessRecord(client: client, head: nil)
            }
            outputStart = now
            answer(exchange, .response(service.handler.refuse(status, nil)), now)
            state = isServing ? .closing : state
            return
        }
        exchange.sink = .abandoned
        // If a response has begun, another one would be taken for that of the next request.
        if exchange.link != nil { fail(exchange, status, now) }
        if isServing { state = .closing }
    }

    /// The server has no room for the connection. A response that has begun is finished all the
    /// same.
    func refuseService(_ now: Instant) {
        guard exchanges.isEmpty, reading == nil else { return beginDraining(now) }
        if isServing { refuse(.serviceUnavailable, now) }
    }

    /// The server is about to stop.
    func beginDraining(_ now: Instant) {
        guard state == .open else { return }
        state = .draining
        guard exchanges.isEmpty else { return }
        // A response may still be on its way, which an immediate close could reset.
        if reading != nil { return beginClose(now) }
        // Otherwise a request has arrived and still gets its response.
        if input.isEmpty { close() }
    }

    // MARK: The end

    /// The next file has fewer bytes than the head of its response announced, or cannot be read.
    ///
    /// The kernel may still hold the head back for the bytes that were to follow (`MSG_MORE`), and
    /// a reset would destroy it. So the connection is closed in order: all that was sent arrives,
    /// and the client sees by the length that content is missing (RFC 9112 section 8). The request
    /// cannot be answered anew, as the kernel does not give the head back.
    func cutShort(_ now: Instant) {
        while !exchanges.isEmpty { endFirst(isComplete: false) }
        output.removeAll()
        beginClose(now)
    }

    /// Closes, or waits for the client to do so when it is still sending: closing with input unread
    /// makes the kernel send a reset, which can destroy the response on its way (RFC 9112 section
    /// 9.6).
    func beginClose(_ now: Instant) {
        var hasUnread = reading != nil || !input.isEmpty || parser.hasFailed
        if !hasUnread, !inputEnded, input.room > 0,
            case .moved? = try? transport.receive(input)
        {
            hasUnread = true
        }
        guard hasUnread, !inputEnded else { return close() }
        transport.finishSending()
        input.removeAll()
        state = .lingering
        ready.insert(.readable)
        outputStart = now
    }

    func linger() throws(SystemError) {
        isUnfinished = false
        for _ in 0..<turn.transfers where state == .lingering && ready.contains(.readable) {
            switch try transport.receive(input) {
            case .moved(let count):
                lingered += count
                input.removeAll()
                if lingered > Self.lingerLimit { return close() }
            case .wouldBlock: ready.remove(.readable)
            case .ended: return close()
            }
        }
        isUnfinished = state == .lingering && ready.contains(.readable)
    }

    /// Ends the connection at once, with a reset when a response is under way.
    func giveUp() {
        guard state != .closed else { return }
        if isServing, !exchanges.isEmpty { transport.resetOnClose() }
        close()
    }

    /// The connection is over: all exchanges end, and with them what they have started.
    func close() {
        state = .closed
        // One that is over but for its request's content is in the queue no more.
        if let reading, reading.state == .done { reading.reset() }
        reading = nil
        cancelJob()
        pending = .none
        while !exchanges.isEmpty { endFirst(isComplete: false) }
        transport.close()
        if turn.mayBlock { service.place[.connections] -= 1 }
        if service.logsSteps { service.log.finished(client) }
    }
}
