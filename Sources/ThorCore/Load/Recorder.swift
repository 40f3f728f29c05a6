/// What an engine writes down: counts and histograms of the run, and of the running second.
struct Recorder {
    var tally = Tally()
    private(set) var response = LatencyHistogram()
    private(set) var service = LatencyHistogram()
    private(set) var lag = LatencyHistogram()
    private(set) var ownLag = LatencyHistogram()
    private(set) var censored = LatencyHistogram()
    private(set) var censoredService = LatencyHistogram()
    private(set) var connect = LatencyHistogram()
    private(set) var turn = LatencyHistogram()
    private let isOpenLoop: Bool
    private(set) var second: SecondRecorder?

    init(isOpenLoop: Bool, reporting: LoadPlan.Reporting) {
        self.isOpenLoop = isOpenLoop
        second = reporting == .nothing ? nil : SecondRecorder(reporting: reporting)
    }

    /// A request was sent at `sent`; both it and a connection were ready at `ready`.
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

    /// A response was complete at `now`.
    @inline(__always)
    mutating func completed(_ flight: Flight, at now: Int64, status: Int, isGood: Bool) {
        let served = UInt64(now - flight.sent)
        tally.completed += 1
        tally.statuses[status] += 1
        if isGood { tally.good += 1 }
        service.record(served)
        // In a closed loop the two are the same, and are made the same when it ends.
        if isOpenLoop { response.record(UInt64(now - flight.scheduled)) }
        second?.completed(service: served, response: UInt64(now - flight.scheduled))
    }

    /// A request ended without a response.
    mutating func failed(_ failure: FailureClass, _ flight: Flight, at now: Int64) {
        tally.failures[failure.position] += 1
        if failure.cause == .timedOut { censor(flight, at: now) }
    }

    /// A request was in flight when the run ended.
    mutating func stillInFlight(_ flight: Flight, at now: Int64) {
        tally.censored += 1
        censor(flight, at: now)
    }

    private mutating func censor(_ flight: Flight, at now: Int64) {
        censored.record(UInt64(max(0, now - flight.scheduled)))
        censoredService.record(UInt64(max(0, now - flight.sent)))
    }

    /// Slots were never sent, `waited` after they fell due.
    mutating func neverSent(_ count: UInt64, waited: Int64) {
        tally.unsent += count
        tally.offered += count
        censored.record(UInt64(max(0, waited)), times: count)
    }

    /// A connection was established, `took` after it was begun.
    mutating func connected(took: Int64) {
        tally.connections += 1
        connect.record(UInt64(max(0, took)))
    }

    /// The event loop had work for so long.
    @inline(__always)
    mutating func turned(_ nanoseconds: Int64) {
        turn.record(UInt64(max(0, nanoseconds)))
    }

    /// What the running second has seen; a new one begins.
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
