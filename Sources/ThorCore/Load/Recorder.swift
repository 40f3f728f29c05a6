/// The books of an engine: counts and histograms of the run, and of the current second. Times and
/// durations are nanoseconds.
struct Recorder {
    /// Counts. Those without a method here are kept by the engine.
    var tally = Tally()
    /// Scheduled to last octet, in an open loop.
    private(set) var response = LatencyHistogram()
    /// Sent to last octet.
    private(set) var service = LatencyHistogram()
    /// Scheduled to sent, in an open loop.
    private(set) var lag = LatencyHistogram()
    /// The generator's own part of ``lag``.
    private(set) var ownLag = LatencyHistogram()
    /// Waiting of requests without a response, from their slot on.
    private(set) var censored = LatencyHistogram()
    /// Waiting of those of them that were sent, from then on.
    private(set) var censoredService = LatencyHistogram()
    /// Time to connect.
    private(set) var connect = LatencyHistogram()
    /// Turns of the event loop that had events.
    private(set) var turn = LatencyHistogram()
    private let isOpenLoop: Bool
    /// The books of the current second; nil when no reports are wanted.
    private(set) var second: SecondRecorder?

    /// Books without an entry.
    init(isOpenLoop: Bool, reporting: LoadPlan.Reporting) {
        self.isOpenLoop = isOpenLoop
        second = reporting == .nothing ? nil : SecondRecorder(reporting: reporting)
    }

    /// Records a request sent. At `ready` its slot was due and a connection was free.
    @inline(__always)
    mutating func began(_ flight: Flight, ready: Int64) {
        tally.sent += 1
        tally.offered += 1
        if isOpenLoop {
            lag.record(UInt64(flight.sent - flight.scheduled))
            ownLag.record(UInt64(flight.sent - ready))
            second?.began(lag: UInt64(flight.sent - flight.scheduled))
        }
    }

    /// Records a response whose last octet had arrived at `now`.
    @inline(__always)
    mutating func completed(_ flight: Flight, at now: Int64, status: Int, isGood: Bool) {
        let served = UInt64(now - flight.sent)
        tally.completed += 1
        tally.statuses[status] += 1
        if isGood { tally.good += 1 }
        service.record(served)
        // In a closed loop response and service times are equal: `latencies` copies one to the
        // other.
        if isOpenLoop { response.record(UInt64(now - flight.scheduled)) }
        second?.completed(service: served, response: UInt64(now - flight.scheduled))
    }

    /// Records a request that ended without a response. Timeouts alone have a latency, which is
    /// censored.
    mutating func failed(_ failure: FailureClass, _ flight: Flight, at now: Int64) {
        tally.failures[failure.position] += 1
        if failure.cause == .timedOut { censor(flight, at: now) }
    }

    /// Records a request still in flight at the end of the run.
    mutating func stillInFlight(_ flight: Flight, at now: Int64) {
        tally.censored += 1
        censor(flight, at: now)
    }

    private mutating func censor(_ flight: Flight, at now: Int64) {
        censored.record(UInt64(max(0, now - flight.scheduled)))
        censoredService.record(UInt64(max(0, now - flight.sent)))
    }

    /// Records `count` slots that were never sent and had been due for `waited`.
    mutating func neverSent(_ count: UInt64, waited: Int64) {
        tally.unsent += count
        tally.offered += count
        censored.record(UInt64(max(0, waited)), times: count)
    }

    /// Records a connection, established `took` after the connect was begun.
    mutating func connected(took: Int64) {
        tally.connections += 1
        connect.record(UInt64(max(0, took)))
    }

    /// Records a turn of the event loop that had events.
    @inline(__always)
    mutating func turned(_ nanoseconds: Int64) {
        turn.record(UInt64(max(0, nanoseconds)))
    }

    /// Ends the current second and begins the next one.
    ///
    /// - Returns: the report of the second; nil when no reports are wanted.
    mutating func takeSecond(length: UInt64, number: UInt64) -> SecondReport? {
        second?.take(tally, length: length, number: number)
    }

    /// The histograms as values.
    func latencies() -> Latencies {
        var latencies = Latencies()
        latencies.service = service.distribution()
        latencies.response = isOpenLoop ? response.distribution() : latencies.service
        latencies.lag = lag.distribution()
        latencies.ownLag = ownLag.distribution()
        latencies.censored = censored.distribution()
        latencies.censoredService = censoredService.distribution()
        latencies.connect = connect.distribution()
        latencies.turn = turn.distribution()
        return latencies
    }
}
