import HTTPWire
import Sockets
import SystemCalls

/// Deadlines, and how a connection comes to its end.
extension Connection {
    /// Unwanted bytes read at the end of a connection before it is closed regardless.
    static let lingerLimit = 64 << 20

    // MARK: Deadlines

    /// Whether the client is expected to take something: it is there, or can be made.
    var awaitsClient: Bool {
        if !output.isEmpty { return true }
        if let exchange = exchanges.last, case .producer = exchange.source { return true }
        return false
    }

    /// Whether the process is expected to write. One that has read all there is of content that is
    /// still coming waits for the client, as this side does.
    private var awaitsProcess: Bool {
        guard let link = exchanges.last?.link else { return false }
        return !(awaitsContent && !link.hasPendingInput)
    }

    /// When the time of those who make or take the response is over.
    private var outputDeadline: Instant {
        // A disk is waited for, which has no deadline; the client takes what it is given.
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

    /// The client has moved bytes: its deadline moves by as long as they may take.
    ///
    /// Moving the deadline to the full for any byte would let a client hold a connection for ever
    /// by a byte now and then.
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
            // Nothing of a request has come.
            return beginClose(now)
        }
        if isServing { try move(now) }
    }

    /// The client has taken nothing for as long as it may, as far as this process can tell. The
    /// kernel holds megabytes and asks for more only when much of them is gone: a slow client may
    /// have been taking bytes all the time.
    private func checkClient(_ now: Instant) {
        let left = transport.unacknowledgedBytes
        guard left < unacknowledged else { return abort() }
        credit(&outputStart, unacknowledged - left, now)
        unacknowledged = left
    }

    // MARK: Refusing

    /// The request that is being read cannot be answered otherwise: it is malformed, or too slow.
    func refuse(_ status: StatusCode, _ now: Instant) {
        guard let exchange = reading else {
            // Draining, not closing: so that the response says that it is the last.
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
        // A response that has begun is the answer; a second one would pass for the next request's.
        if exchange.link != nil { fail(exchange, status, now) }
        if isServing { state = .closing }
    }

    /// The server has no room for the connection. What has begun is finished all the same.
    func refuseService(_ now: Instant) {
        guard exchanges.isEmpty, reading == nil else { return beginDraining(now) }
        if isServing { refuse(.serviceUnavailable, now) }
    }

    /// The server is about to stop.
    func beginDraining(_ now: Instant) {
        guard state == .open else { return }
        state = .draining
        guard exchanges.isEmpty else { return }
        // What has been answered still arrives: closing outright would reset the answer.
        if reading != nil { return beginClose(now) }
        // Otherwise a request is in hand, whose response is still to be made.
        if input.isEmpty { close() }
    }

    // MARK: The end

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
        reading = nil
        pending = .none
        job = nil
        while !exchanges.isEmpty { end(exchanges.removeFirst(), isComplete: false) }
        transport.close()
        if turn.mayBlock { service.place[.connections] -= 1 }
        if service.logsSteps { service.log.finished(client) }
    }
}
