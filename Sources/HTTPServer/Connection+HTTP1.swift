import HTTPWire
import Sockets
import SystemCalls
import SystemPackage

/// Reads HTTP/1: parses requests and passes their content to the sink of their exchange.
extension Connection {
    /// Whether another request may begin: the response before it is complete and little output
    /// waits. So the responses to requests that arrived together leave together. None begins while
    /// a job is under way, because its answer might be another job.
    private var mayBegin: Bool {
        guard state == .open || state == .draining, job == nil else { return false }
        guard let last = exchanges.last else { return true }
        return last.isQueued && output.unsent < OutputQueue.pipelineHighWater
    }

    /// Whether content of the request can be taken.
    private var takesContent: Bool {
        guard let reading else { return false }
        switch reading.sink {
        case .discard:
            return reading.state != .head && !(reading.awaitsWork && reading.hasContent)
        case .process: return reading.link.map { !$0.takesInput || $0.hasRoom } ?? true
        case .none, .abandoned: return false
        }
    }

    /// Whether to read from the client.
    var wantsInput: Bool {
        if inputEnded { return state == .lingering }
        switch state {
        case .open, .draining, .closing: return reading == nil ? mayBegin : takesContent
        case .lingering: return true
        case .closed: return false
        }
    }

    /// Whether content of a request is awaited from the client.
    var awaitsContent: Bool { reading != nil && !inputEnded && takesContent }

    func readAhead(_ now: Instant) {
        guard isServing, wantsInput, ready.contains(.readable), input.room > 0 else { return }
        do throws(SystemError) { try read(now) } catch { abort() }
    }

    var hasUnreadInput: Bool {
        (ready.contains(.readable) || transport.holdsReceivedBytes) && wantsInput && input.room > 0
    }

    func receive(_ now: Instant) throws(SystemError) -> Bool {
        var moved = false
        if !turn.readsAhead, wantsInput, ready.contains(.readable), input.room > 0 {
            moved = try read(now)
        }
        if mayParse {
            mayParse = false
            moved = parse(now) || moved
        }
        if isServing, input.room == 0, wantsInput {
            throw SystemError(call: "recv", errno: .noBufferSpace)
        }
        return moved
    }

    @discardableResult
    private func read(_ now: Instant) throws(SystemError) -> Bool {
        let before = input.count
        switch try transport.receive(input, limit: max(Self.readSize, input.maximum / 2)) {
        case .moved:
            // The read returned less than there was room for, so the kernel has no more. But if the
            // peer's end was reported as well, no further event will announce it: read again.
            if !input.lastReadWasFull, !ready.contains(.ending), !transport.holdsReceivedBytes {
                ready.remove(.readable)
            }
            mayParse = true
            if phase == .content { credit(&phaseStart, input.count - before, now) }
            return true
        case .wouldBlock:
            ready.remove(.readable)
            return false
        case .ended:
            inputEnded = true
            mayParse = true
            return true
        }
    }

    // MARK: Parsing

    /// Why parsing stopped.
    private enum Stop {
        /// All input has been parsed.
        case needsInput
        /// A response must be sent, or a process must read, before parsing continues.
        case isHeldUp
        /// The connection reads no further requests.
        case isOver
    }

    /// Parses received bytes until more are needed or something holds it up.
    /// - Returns: whether anything was parsed.
    private func parse(_ now: Instant) -> Bool {
        let before = (input.count, requests, state)
        // The buffer does not move meanwhile: nothing is received into it.
        let (consumed, stop) = input.withBytes { parse($0, service.handler, now) }
        if state == .closed { return true }
        input.consume(consumed)
        if stop == .needsInput {
            enter(reading != nil ? .content : readingPhase, now)
            if inputEnded { endInput(now) }
        } else if reading != nil {
            enter(.content, now)
        }
        return before != (input.count, requests, state)
    }

    private var readingPhase: Phase {
        parser.isBetweenMessages && requests > 0 ? .idle : .head
    }

    private func parse(
        _ bytes: Span<UInt8>, _ handler: BaseHandler, _ now: Instant
    ) -> (consumed: Int, Stop) {
        var position = 0
        while isServing {
            var end = bytes.count
            if reading != nil {
                guard takesContent else { return (position, .isHeldUp) }
                if let link = reading?.link, link.takesInput {
                    end = min(end, position + link.input.room)
                }
            } else if !mayBegin {
                return (position, state == .closing ? .isOver : .isHeldUp)
            }
            let piece = bytes.extracting(position..<end)
            let step: Step
            do throws(WireError) {
                step = try parser.next(piece)
            } catch {
                refuse(error.status, now)
                return (position, .isOver)
            }
            position += step.consumed
            switch step.event {
            case .head: begin(handler, now)
            case .content(let range): take(piece.extracting(range), now)
            case .end: endContent()
            case .needMoreBytes, .informational:
                if end < bytes.count, step.consumed > 0 { continue }
                return (position, .needsInput)
            }
        }
        return (position, .isOver)
    }

    /// The head of a request has been read.
    private func begin(_ handler: BaseHandler, _ now: Instant) {
        requests += 1
        let exchange = makeExchange()
        parser.exchangeHead(&exchange.request.head)
        if exchange.request.head.framing == .none {
            parser.endWithoutContent()
        } else {
            reading = exchange
            exchange.sink = .discard(0)
        }
        if service.logsSteps { service.log.received(exchange.request) }
        if service.keepsRecords {
            exchange.record = AccessRecord(client: client, head: exchange.request.head)
        }
        if exchanges.count == 1 { outputStart = now }
        answer(exchange, handler.handle(exchange.request), now)
    }

    /// Passes content of the request to its sink.
    private func take(_ content: Span<UInt8>, _ now: Instant) {
        guard let exchange = reading else { return }
        if let link = exchange.link, link.takesInput { return link.input.append(content) }
        var discarded = content.count
        if case .discard(let before) = exchange.sink { discarded += before }
        exchange.sink = .discard(discarded)
        guard discarded > configuration.drainLimit else { return }
        exchange.sink = .abandoned
        state = .closing
    }

    /// The request is complete.
    private func endContent() {
        guard let exchange = reading else { return }
        reading = nil
        exchange.sink = .none
        exchange.link?.endInput()
        if exchange.state == .done { exchange.reset() }
    }

    /// The client will send nothing more, and what it has sent has been parsed.
    private func endInput(_ now: Instant) {
        // The content is incomplete, even if a script could use the part (RFC 9112 section 8).
        if reading != nil { return refuse(.badRequest, now) }
        state = .closing
    }

    func enter(_ phase: Phase, _ now: Instant) {
        guard phase != self.phase else { return }
        self.phase = phase
        phaseStart = now
    }
}
