internal import SystemCalls

extension LoadEngine {
    /// Delay before a closed loop tries a connection again that has failed twice in a row, and the
    /// most that doubling makes of it: a server that is down must not be hammered with connects.
    static var firstRetry: Int64 { 1_000_000 }
    static var longestRetry: Int64 { 100_000_000 }

    /// Takes the requests that were freed by responses or failures.
    mutating func refill(_ slot: Int) {
        let freed = connections[slot].freed
        if freed == 0 { return }
        if isOpenLoop {
            connections[slot].freed = 0
            for _ in 0..<freed { idle.push(slot, at: now) }
            return
        }
        if connections[slot].failures > 1 {
            let doublings = min(connections[slot].failures - 2, 7)
            connections[slot].retryAt = now + min(Self.firstRetry << doublings, Self.longestRetry)
            nextTick = min(nextTick, connections[slot].retryAt)
            if isSending {
                let waited = min(connections[slot].retryAt, sendUntil) - now
                recorder.tally.lostTime += UInt64(max(0, waited))
            }
            return
        }
        connections[slot].freed = 0
        sendNext(slot, freed)
    }

    /// A closed loop's next requests: as many as have been freed.
    mutating func sendNext(_ slot: Int, _ count: Int) {
        guard isSending else { return }
        if now >= sendUntil {
            endSending(at: sendUntil)
            return
        }
        for _ in 0..<min(UInt64(count), allowance) {
            allowance -= 1
            add(Flight(scheduled: now, sent: now), to: slot)
            recorder.began(Flight(scheduled: now, sent: now), ready: now)
        }
        if allowance == 0 { endSending(at: now) }
        dispatch(slot)
    }

    /// An open loop's slots that have fallen due, each to the next idle connection, at once.
    mutating func sendWhatIsDue() {
        while isSending, let due = schedule?.due, due <= now {
            if due >= sendUntil {
                endSending(at: sendUntil)
                return
            }
            guard let slot = idle.pop() else {
                // Nothing is sent after the end, and an idle connection may never come.
                if now >= sendUntil { endSending(at: sendUntil) }
                return
            }
            schedule?.take()
            allowance -= 1
            readClock()
            let ready = max(due, idle.nonEmptySince)
            if ready > due { recorder.tally.waited += 1 }
            let flight = Flight(scheduled: due, sent: max(now, due))
            add(flight, to: slot)
            recorder.began(flight, ready: min(ready, flight.sent))
            if allowance == 0 { endSending(at: schedule?.due ?? now) }
            dispatch(slot)
        }
    }

    private mutating func add(_ flight: Flight, to slot: Int) {
        var place = connections[slot].oldest + connections[slot].inFlight
        if place >= plan.run.pipeline { place -= plan.run.pipeline }
        flights[slot * plan.run.pipeline + place] = flight
        connections[slot].inFlight += 1
        connections[slot].unsent += requestLength
        inFlight += 1
    }

    /// Takes the oldest request in flight.
    mutating func takeFlight(_ slot: Int) -> Flight {
        let place = connections[slot].oldest
        connections[slot].oldest = place + 1 == plan.run.pipeline ? 0 : place + 1
        connections[slot].inFlight -= 1
        inFlight -= 1
        return flights[slot * plan.run.pipeline + place]
    }

    private mutating func dispatch(_ slot: Int) {
        switch connections[slot].state {
        case .open: flush(slot)
        case .closed: if connections[slot].inFlight > 0 { open(slot) }
        case .connecting: break
        }
    }

    /// Gives the kernel what it takes of the requests begun; the rest waits until it takes more.
    mutating func flush(_ slot: Int) {
        let unsent = connections[slot].unsent
        if unsent == 0 { return }
        let begun = unsent % requestLength
        let start = begun == 0 ? 0 : requestLength - begun
        switch transports.send(slot, requests, start..<(start + unsent)) {
        case .moved(let count):
            connections[slot].unsent -= count
            recorder.tally.bytesSent += UInt64(count)
        case .failed(let cause):
            readClock()
            fail(slot, FailureClass(.send, cause))
        case .wouldBlock, .ended: break
        }
    }
}
