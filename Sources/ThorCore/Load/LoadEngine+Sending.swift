internal import SystemCalls

extension LoadEngine {
    /// Delay of a closed loop's next request after two failures in a row on a connection, in
    /// nanoseconds. It doubles with each further one, so that a server that is down is not flooded
    /// with connects.
    static var firstRetry: Int64 { 1_000_000 }
    /// The longest delay, in nanoseconds.
    static var longestRetry: Int64 { 100_000_000 }

    /// Uses the connection again for as many requests as have ended on it: a closed loop sends the
    /// next ones, an open loop notes that the connection is idle.
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

    /// Sends a closed loop's next `count` requests, fewer where the plan ends before.
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

    /// Sends a request for each slot of an open loop that is due, as long as there are idle
    /// connections.
    mutating func sendWhatIsDue() {
        while isSending, let due = schedule?.due, due <= now {
            if due >= sendUntil {
                endSending(at: sendUntil)
                return
            }
            guard let slot = idle.pop() else {
                // Sending ends on time even if no connection becomes idle again.
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

    /// Removes the slot's oldest request in flight and returns it.
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

    /// Sends what the socket takes of the requests begun. An event follows when it takes more.
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
