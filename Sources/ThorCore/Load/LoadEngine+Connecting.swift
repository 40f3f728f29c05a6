package import SystemCalls
internal import SystemPackage

extension LoadEngine {
    /// Opens all connections before the start, so that the first requests do not wait for it. A
    /// connection that cannot be opened now is opened for its first request; a failure then counts.
    ///
    /// - Throws: `SystemError` of `epoll_wait(2)`.
    package mutating func connectAhead() throws(SystemError) {
        if !plan.run.keepsAlive { return }
        readClock()
        for slot in connections.indices { open(slot) }
        try waitForConnections(until: now + min(plan.connectTimeout, plan.run.timeout))
    }

    /// Waits until every connect has ended, or until `deadline` in monotonic nanoseconds.
    mutating func waitForConnections(until deadline: Int64) throws(SystemError) {
        while connections.contains(where: { $0.state == .connecting }), now < deadline, stops == 0 {
            let count = try epoll.wait(nanoseconds: deadline - now)
            readClock()
            for index in 0..<count { handle(epoll[index]) }
        }
    }

    /// Begins to connect a closed slot, first to the peer that answered last.
    mutating func open(_ slot: Int) {
        connections[slot].peer = preferredPeer
        connections[slot].peersTried = 0
        connectToPeer(slot)
    }

    private mutating func connectToPeer(_ slot: Int) {
        while true {
            connections[slot].generation &+= 1
            connections[slot].connectStarted = now
            let token = UInt64(connections[slot].generation) << 32 | UInt64(slot)
            let peer = plan.peers[connections[slot].peer]
            do {
                connections[slot].state = .connecting
                opened(slot, try transports.open(slot, to: peer, epoll: epoll, token: token))
                return
            } catch {
                if !takeNextPeer(slot) {
                    connections[slot].state = .closed
                    fail(slot, FailureClass(.connect, .init(error)))
                    return
                }
            }
        }
    }

    /// Continues a connect after an event.
    mutating func continueOpening(_ slot: Int, _ event: Epoll.Event) {
        opened(slot, transports.continueOpening(slot, event))
    }

    private mutating func opened(_ slot: Int, _ opening: TransportTable.Opening) {
        switch opening {
        case .open: connected(slot)
        case .inProgress: break
        case .failed(let cause): connectFailed(slot, cause)
        }
    }

    /// Tries the next peer after a failed connect; after the last peer the slot's requests fail.
    mutating func connectFailed(_ slot: Int, _ cause: FailureClass.Cause) {
        transports.close(slot)
        connections[slot].state = .closed
        if takeNextPeer(slot) {
            connectToPeer(slot)
        } else {
            fail(slot, FailureClass(.connect, cause))
        }
    }

    private mutating func takeNextPeer(_ slot: Int) -> Bool {
        connections[slot].peersTried += 1
        guard connections[slot].peersTried < plan.peers.count else { return false }
        connections[slot].peer = (connections[slot].peer + 1) % plan.peers.count
        return true
    }

    private mutating func connected(_ slot: Int) {
        connections[slot].state = .open
        connections[slot].reading = .start
        connections[slot].lowWaterMark = 1
        preferredPeer = connections[slot].peer
        readClock()
        recorder.connected(took: now - connections[slot].connectStarted)
        flush(slot)
    }

    /// Closes the slot and drops a response received in part.
    mutating func close(_ slot: Int) {
        transports.close(slot)
        connections[slot].state = .closed
        connections[slot].reading = .start
        connections[slot].unsent = 0
        kept[slot].removeAll(keepingCapacity: true)
    }

    /// Counts the time since the slot's oldest request was sent as lost, because it will have no
    /// response. Counts only time before the end of sending, over which rates are computed.
    mutating func countLostTime(_ slot: Int) {
        guard connections[slot].inFlight > 0 else { return }
        let sent = flights[slot * plan.run.pipeline + connections[slot].oldest].sent
        let end = isSending ? now : min(now, sendingEnded)
        recorder.tally.lostTime += UInt64(max(0, end - sent))
    }

    /// Fails every request in flight on the slot and closes it. The oldest request fails with
    /// `failure`. Those pipelined behind it fail as closed before a response, except that a timeout
    /// or a failed connect holds for all of them.
    mutating func fail(_ slot: Int, _ failure: FailureClass) {
        if connections[slot].state != .closed { close(slot) }
        connections[slot].unsent = 0
        let behind =
            failure.cause == .timedOut || failure.phase == .connect
            ? failure : FailureClass(.receive, .closedEarly)
        var current = failure
        countLostTime(slot)
        while connections[slot].inFlight > 0 {
            let flight = takeFlight(slot)
            recorder.failed(current, flight, at: now)
            connections[slot].freed += 1
            current = behind
        }
        connections[slot].failures += 1
        refill(slot)
    }
}
