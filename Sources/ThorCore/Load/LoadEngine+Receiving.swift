internal import HTTPWire
internal import SystemCalls

extension LoadEngine {
    /// What receiving once leaves to do.
    private enum Progress {
        /// Receive again: there may be more.
        case more
        /// Wait: an event will announce more.
        case drained
        /// Stop: the connection has been closed, and perhaps opened anew.
        case closed
    }

    /// Octets of content from which discarding them in the kernel is cheaper than receiving them.
    private static var worthDiscarding: Int { 16 * 1024 }

    /// The largest low-water mark, in octets. Each event costs a wake-up; while more content than
    /// this is expected, an event reports at least this much.
    private static var worthWaitingFor: Int { 256 * 1024 }

    /// Receives until nothing more can be received now; if `isEnding`, until the end of the stream,
    /// because no further event will report it.
    mutating func receive(_ slot: Int, isEnding: Bool) {
        let generation = connections[slot].generation
        while true {
            let progress = receiveOnce(slot)
            if progress == .closed { return }
            refill(slot)
            guard isCurrent(slot, generation), progress == .more || isEnding else { return }
        }
    }

    private mutating func receiveOnce(_ slot: Int) -> Progress {
        if let count = discardable(slot) { return discard(slot, count) }
        let front = kept[slot].count
        if front > 0 { transports.restore(kept[slot]) }
        let transfer = transports.receive(slot, after: front)
        guard case .moved(let count) = transfer else { return receivedNothing(slot, transfer) }
        if front > 0 { kept[slot].removeAll(keepingCapacity: true) }
        recorder.tally.bytesReceived += UInt64(count)
        let generation = connections[slot].generation
        consume(slot, front + count)
        if !isCurrent(slot, generation) {
            refill(slot)
            return .closed
        }
        if connections[slot].lowWaterMark > 1 { awaitMuch(slot) }
        return front + count < TransportTable.area ? .drained : .more
    }

    /// How many of the next octets need not be read; nil when discarding them is not worth a call.
    private func discardable(_ slot: Int) -> Int? {
        let count: Int
        switch connections[slot].reading {
        case .start: return nil
        case .content: count = connections[slot].remaining
        case .parsing:
            guard bodies.isEmpty, kept[slot].isEmpty,
                let remaining = parsers[slot].contentRemaining
            else { return nil }
            count = remaining
        }
        guard count >= Self.worthDiscarding, transports.discardsCheaply(slot) else { return nil }
        return min(count, 1 << 30)
    }

    private mutating func discard(_ slot: Int, _ wanted: Int) -> Progress {
        let transfer = transports.discard(slot, wanted)
        guard case .moved(let count) = transfer else { return receivedNothing(slot, transfer) }
        recorder.tally.bytesReceived += UInt64(count)
        let generation = connections[slot].generation
        if connections[slot].reading == .content {
            connections[slot].remaining -= count
            if connections[slot].remaining == 0 { completeRecognised(slot) }
        } else {
            parsers[slot].skipContent(count)
            if parsers[slot].contentRemaining ?? 0 == 0 { _ = parse(slot, 0, 0) }
        }
        if !isCurrent(slot, generation) {
            refill(slot)
            return .closed
        }
        awaitMuch(slot)
        return count < wanted ? .drained : .more
    }

    /// Sets the low-water mark for the content to come, and back to one octet when there is none.
    private mutating func awaitMuch(_ slot: Int) {
        let mark: Int
        switch connections[slot].reading {
        case .start: mark = 1
        case .content: mark = min(connections[slot].remaining, Self.worthWaitingFor)
        case .parsing:
            // Content that ends with the connection has no length that the peer has promised.
            let remaining = parsers[slot].contentRemaining ?? 0
            mark = remaining == .max ? 1 : max(1, min(remaining, Self.worthWaitingFor))
        }
        if mark == connections[slot].lowWaterMark { return }
        connections[slot].lowWaterMark = mark
        transports.setLowWaterMark(slot, mark)
    }

    /// Handles a call that received nothing: the end of the stream, or a failure.
    private mutating func receivedNothing(_ slot: Int, _ transfer: SlotTransfer) -> Progress {
        switch transfer {
        case .moved, .wouldBlock: return .drained
        case .ended:
            readClock()
            streamEnded(slot)
        case .failed(let cause):
            readClock()
            fail(slot, FailureClass(.receive, cause))
        }
        return .closed
    }

    private mutating func streamEnded(_ slot: Int) {
        switch connections[slot].reading {
        case .start:
            if connections[slot].inFlight > 0 {
                fail(slot, FailureClass(.receive, .closedEarly))
            } else {
                close(slot)
            }
        case .content: fail(slot, FailureClass(.receive, .truncated))
        case .parsing: endParsing(slot)
        }
    }

    private mutating func endParsing(_ slot: Int) {
        let generation = connections[slot].generation
        do {
            try parsers[slot].inputEnded()
            _ = parse(slot, 0, 0)
            if isCurrent(slot, generation) { close(slot) }
            refill(slot)
        } catch {
            fail(slot, FailureClass(.receive, .init(error)))
        }
    }

    /// Handles the first `end` octets of the receive buffer, in which one response may end and
    /// others follow.
    private mutating func consume(_ slot: Int, _ end: Int) {
        var position = 0
        let generation = connections[slot].generation
        while position < end, isCurrent(slot, generation) {
            switch connections[slot].reading {
            case .start: position = beginResponse(slot, position, end)
            case .content:
                let count = min(connections[slot].remaining, end - position)
                position += count
                connections[slot].remaining -= count
                if connections[slot].remaining == 0 { completeRecognised(slot) }
            case .parsing: position = parse(slot, position, end)
            }
        }
    }

    @inline(__always)
    private mutating func beginResponse(_ slot: Int, _ position: Int, _ end: Int) -> Int {
        if connections[slot].inFlight == 0 {
            recorder.tally.unsolicited += 1
            close(slot)
            return end
        }
        if hasTemplate, end - position >= template.head.count,
            transports.receivedEqual(template.head, at: position)
        {
            recorder.tally.recognised += 1
            connections[slot].reading = .content
            connections[slot].remaining = template.contentLength
            if template.contentLength == 0 { completeRecognised(slot) }
            return position + template.head.count
        }
        parsers[slot].reset(for: method)
        if !bodies.isEmpty { bodies[slot].reset() }
        connections[slot].reading = .parsing
        return position
    }

    /// Parses octets from `start` to `end` until the response is complete or no octets are left.
    ///
    /// - Returns: the position of the first octet not consumed.
    private mutating func parse(_ slot: Int, _ start: Int, _ end: Int) -> Int {
        var position = start
        while true {
            let step: Step
            do throws(WireError) {
                step = try transports.withReceived(position..<end, &parsers[slot]) {
                    parser, octets throws(WireError) in try parser.next(octets)
                }
            } catch {
                readClock()
                fail(slot, FailureClass(.receive, .init(error)))
                return end
            }
            let next = position + step.consumed
            switch step.event {
            case .needMoreBytes:
                keep(slot, next..<end)
                return end
            case .informational: break
            case .head: makeTemplate(slot, position..<next)
            case .content(let range): collect(slot, position, range)
            case .end:
                if isOverdue(slot) { return next }
                let status = Int(parsers[slot].head.status.rawValue)
                let isPersistent = parsers[slot].head.isPersistent
                let isGood = isGood(slot)
                complete(slot, status: status, isPersistent: isPersistent, isGood: isGood)
                return next
            }
            position = next
        }
    }

    private mutating func keep(_ slot: Int, _ range: Range<Int>) {
        if range.isEmpty { return }
        transports.withReceived(range, &kept[slot]) { kept, octets in
            kept.removeAll(keepingCapacity: true)
            kept.append(copying: octets)
        }
    }

    private mutating func collect(_ slot: Int, _ position: Int, _ range: Range<Int>) {
        guard let body = plan.check.body else { return }
        let place = (position + range.lowerBound)..<(position + range.upperBound)
        transports.withReceived(place, &bodies[slot]) { collected, octets in
            collected.append(octets, for: body)
        }
    }

    private mutating func isGood(_ slot: Int) -> Bool {
        let expectsStatus = plan.check.statuses[Int(parsers[slot].head.status.rawValue)]
        if !expectsStatus { recorder.tally.unexpectedStatus += 1 }
        if bodies.isEmpty { return expectsStatus }
        let expectsBody = plan.check.accepts(bodies[slot])
        if !expectsBody { recorder.tally.unexpectedBody += 1 }
        return expectsStatus && expectsBody
    }

    /// Keeps the head in `range` as the template, unless its response is chunked or ends with the
    /// connection.
    private mutating func makeTemplate(_ slot: Int, _ range: Range<Int>) {
        guard bodies.isEmpty else { return }
        let length: Int
        switch parsers[slot].head.framing {
        case .none: length = 0
        case .length(let announced): length = announced
        case .chunked, .untilClose: return
        }
        var octets: [UInt8] = []
        octets.reserveCapacity(range.count)
        transports.withReceived(range, &octets) { octets, received in
            octets.append(copying: received)
        }
        template = ResponseTemplate(
            head: Octets(octets), contentLength: length,
            status: Int(parsers[slot].head.status.rawValue),
            isPersistent: parsers[slot].head.isPersistent)
        hasTemplate = true
    }

    private mutating func completeRecognised(_ slot: Int) {
        if isOverdue(slot) { return }
        let isGood = plan.check.statuses[template.status]
        if !isGood { recorder.tally.unexpectedStatus += 1 }
        complete(
            slot, status: template.status, isPersistent: template.isPersistent, isGood: isGood)
    }

    /// Reads the clock, and fails the slot's requests if the response just completed came after its
    /// timeout.
    @inline(__always)
    private mutating func isOverdue(_ slot: Int) -> Bool {
        readClock()
        let oldest = flights[slot * plan.run.pipeline + connections[slot].oldest]
        if now - oldest.sent < plan.run.timeout { return false }
        fail(slot, FailureClass(.receive, .timedOut))
        return true
    }

    /// Records a response that was complete at ``now``, and closes the connection if it is not to
    /// be used again. The caller calls ``refill(_:)`` when it has handled the octets that follow.
    private mutating func complete(_ slot: Int, status: Int, isPersistent: Bool, isGood: Bool) {
        let flight = takeFlight(slot)
        recorder.completed(flight, at: now, status: status, isGood: isGood)
        lastCompletion = now
        connections[slot].reading = .start
        connections[slot].freed += 1
        connections[slot].failures = 0
        if !plan.run.keepsAlive || !isPersistent {
            if connections[slot].inFlight > 0 {
                fail(slot, FailureClass(.receive, .closedEarly))
            } else {
                close(slot)
            }
        }
    }
}
