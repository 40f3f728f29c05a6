package import SystemCalls

extension LoadEngine {
    /// Before a slot falls due the loop stops sleeping and looks for events without waiting: waking
    /// up takes the kernel longer than this machine's usual send lag may be.
    static var spinning: Int64 { 60_000 }
    /// Longest distance between two looks at the timeouts.
    static var longestTick: Int64 { 100_000_000 }
    /// Stop signals that are less apart count as one.
    static var stopDistance: Int64 { 200_000_000 }
    /// A second's report is written where this much time is left before the next slot...
    static var quietTime: Int64 { 700_000 }
    /// ...or when it is overdue by this.
    static var reportPatience: Int64 { 100_000_000 }

    /// Sleeps until shortly before the start, and spins until it. Events are handled meanwhile, at
    /// least the pending ones: octets that came before the first request was sent are no response
    /// to it.
    mutating func waitForStart(_ start: Int64) throws(SystemError) {
        readClock()
        repeat {
            let count = try epoll.wait(nanoseconds: max(0, start - now - Self.spinning))
            readClock()
            for index in 0..<count { handle(epoll[index]) }
        } while now < start
    }

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

    /// How long the loop may sleep, in nanoseconds; 0 when it must not.
    func waitingTime() -> Int64 {
        var until = nextTick
        if isSending, !idle.isEmpty, let due = schedule?.due {
            until = min(until, due - (plan.spins ? Self.spinning : 0))
        }
        return max(0, until - now)
    }

    /// Ends sending; what is in flight is still waited for.
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
            // A terminal's signal may come twice, from the kernel and from the parent.
            if stops == 0 || now - stoppedAt > Self.stopDistance { stops += 1 }
            stoppedAt = now
        }
        if stops == 0 { return }
        sendUntil = min(sendUntil, now)
        if started > 0 { endSending(at: now) }
    }

    /// What has to be looked at now and then: timeouts, connections to be tried again, the end, and
    /// the second's report.
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

    /// Gives up what is still in flight; it is reported as censored.
    private mutating func abandon() {
        for slot in connections.indices {
            lose(slot)
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
            now - end < Self.reportPatience
        {
            // Between two slots that are near each other: look again after the next one.
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

    /// The last second's report, and the slots that were never sent.
    mutating func finish(_ report: (SecondReport) -> Void) {
        // Costs and the time they are taken over end together, before the books are closed.
        usageAtEnd = ResourceUsage.current
        readClock()
        schedule?.takeWaiting(at: sendingEnded, atMost: allowance) { waited, count in
            recorder.neverSent(count, waited: waited)
        }
        if plan.reporting != .nothing { sendSecond(report) }
    }

    /// What the run has found out. Costs of the process since it began are given by `before`.
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
