import SystemCalls

/// How a connection comes to its end, and what happens when time runs out.
extension Connection {
    /// Closes, or waits for the client to do so when it is still sending: closing with input unread
    /// makes the kernel send a reset, which can destroy the response on its way (RFC 9112 9.6).
    func beginClose(_ now: Instant) {
        var unread = next == .close || next == .input(.content) || !input.isEmpty
        if !unread, !inputEnded, input.room > 0, case .moved? = try? socket.receive(input) {
            unread = true
        }
        guard unread, !inputEnded else { return close() }
        socket.finishSending()
        input.removeAll()
        stage = .lingering
        socketReadable = true
        phaseStart = now
    }

    func linger() throws(SystemError) {
        isUnfinished = false
        for _ in 0..<turn.transfers where stage == .lingering && socketReadable {
            switch try socket.receive(input) {
            case .moved(let count):
                lingered += count
                input.removeAll()
                if lingered > Self.lingerLimit { return close() }
            case .wouldBlock: socketReadable = false
            case .ended: return close()
            }
        }
        isUnfinished = stage == .lingering && socketReadable
    }

    func close() {
        if outbox.process != nil { releaseProcess(end: true) }
        stage = .closed
        socket.close()
        handler.finish()
    }

    /// Leaves a process to the reaper.
    /// - Parameter end: its output is no longer wanted, so it is asked to end.
    func releaseProcess(end: Bool) {
        guard let process = outbox.process?.process else { return }
        outbox.process = nil
        processHasEnded = false
        processReadable = false
        processWritable = false
        reaper.adopt(process, end: end)
    }

    func timeOut(_ now: Instant) throws(SystemError) {
        guard stage == .open else { return close() }
        let phase = waitingPhase
        if phase == .output {
            // The kernel holds megabytes and asks for more only when much of them is gone: a slow
            // client may be taking bytes all the time.
            let left = socket.unacknowledgedBytes
            guard left < unacknowledged else { return abort() }
            credit(unacknowledged - left, now)
            unacknowledged = left
            return
        }
        handler.timeOut(phase, outbox)
        releaseProcess(end: true)
        next = .close
        outbox.closeAfterResponse()
        if outbox.isResponding, outbox.isEmpty, !outbox.isComplete { return abort() }
        try move(now)
    }
}
