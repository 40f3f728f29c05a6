extension Verdict {
    /// The CPU share of a process, of a core, from which the generator counts as the bottleneck.
    static let busyShare = 0.9
    /// The share of time waiting for a processor from which it is an objection.
    static let starvedShare = 0.1
    /// Own lag, and turns of the event loop, up to this are never an objection, in nanoseconds.
    static let harmlessLag = 250_000.0
    /// The share of the connections' time above which losing it is an objection.
    static let lostShare = 0.01
    /// The number of responses below which it is an objection that there are few.
    static let fewResponses: UInt64 = 100

    /// Judges a result by the rules of docs/measuring.md.
    package init(assessing result: LoadResult) {
        self.init()
        if result.holdsOnlyLatencies {
            object(.suspect, "a histogram log holds latencies only: no errors, no self-watch")
            return
        }
        judgeOutcome(result)
        judgeGenerator(result)
        if result.run.isOpenLoop { judgeSchedule(result) }
    }

    private mutating func judgeOutcome(_ result: LoadResult) {
        let tally = result.tally
        judgeResponses(tally)
        judgeLosses(tally)
        if tally.unsolicited > 0 {
            object(
                .suspect,
                "the server sent octets that nobody asked for "
                    + "(\(Text.counted(tally.unsolicited, "connection"))): "
                    + "an answer may be one to another request")
        }
        for (failure, count) in tally.failureClasses where failure.isLocal {
            object(
                .invalid,
                "\(Text.counted(count, "request")) failed for want of local "
                    + (failure.cause == .portsExhausted ? "ports" : "descriptors or memory"))
        }
    }

    private mutating func judgeResponses(_ tally: Tally) {
        if !tally.isBalanced { object(.invalid, "the counts do not add up: a bug in Thor") }
        if tally.completed == 0 {
            object(.invalid, "no response was complete")
        } else if tally.completed < Self.fewResponses {
            object(
                .suspect, "only \(Text.counted(tally.completed, "response")): too few to say much")
        }
    }

    private mutating func judgeLosses(_ tally: Tally) {
        let ended = tally.completed + tally.failed
        if tally.completed > 0, tally.failed * 100 > ended {
            let share = Text.percent(Double(tally.failed) / Double(ended))
            object(
                tally.failed * 2 > ended ? .invalid : .suspect,
                "\(share) of the requests failed: latencies describe the others")
        }
        if tally.completed > 0, tally.lostShare > Self.lostShare {
            // Failures may be few because each occupies a connection for a long time.
            object(
                tally.lostShare > 0.5 ? .invalid : .suspect,
                "\(Text.percent(tally.lostShare)) of the connections' time went into requests that "
                    + "got no answer and into waiting to connect again: rates and latencies "
                    + "describe the rest")
        }
        // 1 % as for failures: an interrupted closed loop leaves a few requests in flight.
        if tally.censored * 100 > tally.sent {
            let share = Text.percent(Double(tally.censored) / Double(tally.sent))
            object(
                tally.censored > tally.sent / 2 ? .invalid : .suspect,
                "\(share) of the requests were still in flight at the end")
        }
    }

    private mutating func judgeGenerator(_ result: LoadResult) {
        let share = result.watch.busiestShare
        if share >= Self.busyShare {
            object(
                result.run.isOpenLoop ? .invalid : .suspect,
                "the generator was the bottleneck: it used \(Text.percent(share)) of a core; "
                    + "give it more processes (-p) or another machine")
        }
        // In an open loop the generator's own lag shows the effect on the schedule.
        if !result.run.isOpenLoop, result.watch.starvedShare >= Self.starvedShare {
            object(
                .suspect,
                "the generator waited for a processor \(Text.percent(result.watch.starvedShare)) "
                    + "of the time: others, or too many processes, kept it")
        }
        let turn = Percentiles(completed: result.latencies.turn).value(99)
        let typical = result.latencies.servicePercentiles.value(50)
        if share < Self.busyShare, case .exactly(let turn) = turn,
            let typical = typical.lowest, Double(turn) > Self.harmlessLag,
            turn > typical / 2
        {
            object(
                .suspect,
                "responses waited up to \(Text.duration(Double(turn))) (p99) for the generator, "
                    + "against a service time of \(Text.duration(Double(typical))) (p50)")
        }
    }

    private mutating func judgeSchedule(_ result: LoadResult) {
        let own = Percentiles(completed: result.latencies.ownLag).value(99)
        let typical = result.latencies.responsePercentiles.value(50)
        if case .exactly(let own) = own, Double(own) > Self.harmlessLag {
            if typical.lowest.map({ own > $0 / 10 }) ?? true {
                object(
                    .suspect,
                    "the generator itself sent 1 % of the requests more than "
                        + "\(Text.duration(Double(own))) late")
            }
        }
        let tally = result.tally
        if tally.unsent > 0 {
            let share = Text.percent(Double(tally.unsent) / Double(max(1, tally.offered)))
            object(
                tally.unsent > tally.offered / 2 ? .invalid : .suspect,
                "\(share) of the slots were never sent: the server, or too few connections (-c), "
                    + "could not keep up with the rate")
        }
    }
}
