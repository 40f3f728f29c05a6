package import SystemCalls

extension LoadEngine {
    /// How long before a slot is due the loop stops sleeping and polls for events, in nanoseconds:
    /// about as long as the kernel takes to wake a process.
    static var spinning: Int64 { 60_000 }
    /// The longest time between two calls of ``tick(_:)``, in nanoseconds.
    static var longestTick: Int64 { 100_000_000 }
    /// Requests to stop within this time of the one before count as one with it, in nanoseconds.
    static var stopDistance: Int64 { 200_000_000 }
    /// Time that a second's report needs before the next slot, in nanoseconds; with less it
    /// waits...
    static var quietTime: Int64 { 700_000 }
    /// ...until it is late by this, in nanoseconds.
    static var longestReportDelay: Int64 { 100_000_000 }

    /// Waits until `start`, polling at the end. Handles events meanwhile, at least the pending
    /// ones: octets that arrived before the first request was sent are no response to it.
    mutating func waitForStart(_ start: Int64) throws(SystemError) {
        readClock()
        repeat {
            let count = try epoll.wait(nanoseconds: max(0, start - now - Self.spinning))
            readClock()
            for index in 0..<count { handle(epoll[index]) }
        } while now < start
    }

    /// Begins the schedule of process number `process`, or sends a closed loop's first requests.
    mutating func begin(start: Int64, process: Int) {
        started = start
        lastCompletion = start
        secondStarted = start
        nextTick = now
        if let duration = plan.run.duration { sendUntil = start + duration }
        if stops > 0 { endSending(at: now) }
        if let rate = plan.run.rate {
            schedule = Schedule(
                rate: rate, arrivals: plan.run.arrivals ?? .fixed, process: process,
                processes: plan.run.processes, start: start,
                seed: plan.run.seed ?? RunSettings.defaultSeed)
            for _ in 0..<plan.run.pipeline {
                for slot in connections.indices { idle.push(slot, at: start) }
            }
        } else {
            for slot in connections.indices { sendNext(slot, plan.run.pipeline) }
        }
    }

    /// How long the loop may sleep for events, in nanoseconds; 0 when it has to poll.
    func waitingTime() -> Int64 {
        var until = nextTick
        if isSending, !idle.isEmpty, let due = schedule?.due {
            until = min(until, due - (plan.spins ? Self.spinning : 0))
        }
        return max(0, until - now)
    }

    /// Ends sending as of `moment`. Responses to what is in flight are still awaited.
    mutating func endSending(at moment: Int64) {
        guard isSending else { return }
        isSending = false
        sendingEnded = moment
        nextTick = min(nextTick, now)
    }

    /// The descriptor of requests to stop is ready. The first request ends sending, the second
    /// everything.
    mutating func stopRequested() {
        while stop.take() {
            // A terminal's signal may arrive twice, from the kernel and from the parent process.
            if stops == 0 || now - stoppedAt > Self.stopDistance { stops += 1 }
            stoppedAt = now
        }
        if stops == 0 { return }
        sendUntil = min(sendUntil, now)
        if started > 0 { endSending(at: now) }
    }

    /// Handles timeouts, delayed requests, the end of the run and the second's report; sets
    /// ``nextTick``.
    mutating func tick(_ report: (SecondReport) -> Void) {
        nextTick = now + max(1_000_000, min(Self.longestTick, plan.run.timeout / 20))
        if isSending, now >= sendUntil { endSending(at: sendUntil) }
        for slot in connections.indices { checkTimes(slot) }
        if isSending { nextTick = min(nextTick, max(sendUntil, now)) }
        if !isSending, stops > 1 || now >= sendingEnded + plan.drain { abandon() }
        if plan.reporting != .nothing { reportSecond(report) }
    }

    private mutating func checkTimes(_ slot: Int) {
        if connections[slot].state == .connecting,
            now - connections[slot].connectStarted >= plan.connectTimeout
        {
            connectFailed(slot, .timedOut)
        }
        if connections[slot].inFlight > 0 {
            let oldest = flights[slot * plan.run.pipeline + connections[slot].oldest]
            if now - oldest.sent >= plan.run.timeout {
                let isConnecting = connections[slot].state == .connecting
                fail(slot, FailureClass(isConnecting ? .connect : .receive, .timedOut))
            } else {
                nextTick = min(nextTick, oldest.sent + plan.run.timeout)
            }
        }
        if connections[slot].retryAt <= now {
            connections[slot].retryAt = .max
            let freed = connections[slot].freed
            connections[slot].freed = 0
            sendNext(slot, freed)
        } else {
            nextTick = min(nextTick, connections[slot].retryAt)
        }
    }

    /// Closes all connections; their requests in flight count as censored.
    private mutating func abandon() {
        for slot in connections.indices {
            countLostTime(slot)
            while connections[slot].inFlight > 0 {
                recorder.stillInFlight(takeFlight(slot), at: now)
            }
            if connections[slot].state != .closed { close(slot) }
        }
    }

    private mutating func reportSecond(_ report: (SecondReport) -> Void) {
        let end = secondStarted + 1_000_000_000
        if now < end {
            nextTick = min(nextTick, end)
            return
        }
        if isSending, let due = schedule?.due, due - now < Self.quietTime,
            now - end < Self.longestReportDelay
        {
            // The next slot is near: report after it.
            nextTick = min(nextTick, max(due + 1000, now + 50_000))
            return
        }
        sendSecond(report)
        nextTick = min(nextTick, secondStarted + 1_000_000_000)
    }

    private mutating func sendSecond(_ report: (SecondReport) -> Void) {
        let length = UInt64(max(0, now - secondStarted))
        let second = recorder.takeSecond(length: length, number: secondNumber)
        if let second, !second.isVoid { report(second) }
        secondStarted = now
        secondNumber += 1
    }

    /// Ends the books: costs, the slots never sent, and the last second's report.
    mutating func finish(_ report: (SecondReport) -> Void) {
        // Costs are taken over the run alone, without the work that follows.
        usageAtEnd = ResourceUsage.current
        readClock()
        schedule?.takeWaiting(at: sendingEnded, atMost: allowance) { waited, count in
            recorder.neverSent(count, waited: waited)
        }
        if plan.reporting != .nothing { sendSecond(report) }
    }

    /// What the run measured; `before` is what the process had used when it began.
    package func result(since before: ResourceUsage) -> LoadResult {
        var result = LoadResult()
        result.window = UInt64(max(0, sendingEnded - started))
        result.elapsed = UInt64(max(sendingEnded, lastCompletion) - started)
        result.tally = recorder.tally
        result.tally.connectionTime = result.window * UInt64(connections.count)
        result.latencies = recorder.latencies()
        let usage = usageAtEnd ?? ResourceUsage.current
        result.watch.processes = 1
        result.watch.wall = UInt64(max(1, now - started))
        result.watch.user = UInt64(max(0, usage.user - before.user))
        result.watch.system = UInt64(max(0, usage.system - before.system))
        result.watch.runDelay = UInt64(max(0, usage.runDelay - before.runDelay))
        result.watch.spun = UInt64(spun)
        result.watch.voluntarySwitches = UInt64(usage.voluntarySwitches - before.voluntarySwitches)
        result.watch.involuntarySwitches =
            UInt64(usage.involuntarySwitches - before.involuntarySwitches)
        result.watch.residentBytes = UInt64(ResourceUsage.peakResidentBytes)
        result.watch.busiest = UInt64((result.watch.share * 1000).rounded())
        return result
    }
}
