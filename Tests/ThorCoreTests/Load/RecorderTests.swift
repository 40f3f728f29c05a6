import Testing

@testable import ThorCore

/// Every counter and every histogram of a recorder, event by event: what a row does not name must
/// not have changed.
@Suite struct RecorderTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var isOpenLoop = true
        var act: @Sendable (inout Recorder) -> Void
        /// The counts expected.
        var tally: @Sendable (inout Tally) -> Void
        /// The durations expected, under the names of `Latencies.fields`, in nanoseconds.
        var values: [String: [UInt64]] = [:]
    }

    private static let flight = Flight(scheduled: 1000, sent: 1700)
    private static let timeout = FailureClass(.receive, .timedOut)
    private static let reset = FailureClass(.receive, .reset)

    static let rows: [Row] = [
        Row(
            testDescription: "began, late for want of a connection until 1600",
            act: { $0.began(flight, ready: 1600) },
            tally: { ($0.sent, $0.offered) = (1, 1) },
            values: ["lag": [700], "own_lag": [100]]),
        Row(
            testDescription: "began in a closed loop", isOpenLoop: false,
            act: { $0.began(Flight(scheduled: 1700, sent: 1700), ready: 1700) },
            tally: { ($0.sent, $0.offered) = (1, 1) }),
        Row(
            testDescription: "completed, good",
            act: { $0.completed(flight, at: 2000, status: 200, isGood: true) },
            tally: { ($0.completed, $0.good, $0.statuses[200]) = (1, 1, 1) },
            values: ["response": [1000], "service": [300]]),
        Row(
            testDescription: "completed, not good",
            act: { $0.completed(flight, at: 2000, status: 503, isGood: false) },
            tally: { ($0.completed, $0.statuses[503]) = (1, 1) },
            values: ["response": [1000], "service": [300]]),
        Row(
            testDescription: "completed in a closed loop", isOpenLoop: false,
            act: {
                let flight = Flight(scheduled: 1700, sent: 1700)
                $0.completed(flight, at: 2000, status: 999, isGood: true)
            },
            tally: { ($0.completed, $0.good, $0.statuses[999]) = (1, 1, 1) },
            values: ["response": [300], "service": [300]]),
        Row(
            testDescription: "timed out",
            act: { $0.failed(timeout, flight, at: 9700) },
            tally: { $0.failures[timeout.position] = 1 },
            values: ["censored": [8700], "censored_service": [8000]]),
        Row(
            testDescription: "failed otherwise",
            act: { $0.failed(reset, flight, at: 9700) },
            tally: { $0.failures[reset.position] = 1 }),
        Row(
            testDescription: "in flight at the end",
            act: { $0.stillInFlight(flight, at: 2700) },
            tally: { $0.censored = 1 },
            values: ["censored": [1700], "censored_service": [1000]]),
        Row(
            testDescription: "in flight, by a clock that was read before",
            act: { $0.stillInFlight(flight, at: 900) },
            tally: { $0.censored = 1 },
            values: ["censored": [0], "censored_service": [0]]),
        Row(
            testDescription: "never sent",
            act: {
                $0.neverSent(3, waited: 500)
                $0.neverSent(1, waited: -7)
            },
            tally: { ($0.unsent, $0.offered) = (4, 4) },
            values: ["censored": [500, 500, 500, 0]]),
        Row(
            testDescription: "connected",
            act: {
                $0.connected(took: 40)
                $0.connected(took: -1)
            },
            tally: { $0.connections = 2 }, values: ["connect": [40, 0]]),
        Row(
            testDescription: "turns of the loop",
            act: {
                $0.turned(90)
                $0.turned(-1)
            },
            tally: { _ in }, values: ["turn": [90, 0]]),
    ]

    @Test(arguments: rows) func recordsThisAndNothingElse(_ row: Row) {
        for reporting in [LoadPlan.Reporting.nothing, .responses, .everything] {
            var recorder = Recorder(isOpenLoop: row.isOpenLoop, reporting: reporting)
            row.act(&recorder)
            var expected = Tally()
            row.tally(&expected)
            #expect(recorder.tally == expected)
            let latencies = recorder.latencies()
            for field in Latencies.fields {
                let found = latencies[keyPath: field.path]
                #expect(found == Self.distribution(row.values[field.name] ?? []), "\(field.name)")
            }
        }
    }

    /// Every class of failure has its own counter, and timeouts alone are censored latencies.
    @Test func everyClassOfFailureIsCounted() {
        var recorder = Recorder(isOpenLoop: true, reporting: .nothing)
        var expected = Tally()
        var timeouts: UInt64 = 0
        for position in 0..<FailureClass.total {
            let failure = FailureClass(position: position)
            if failure.cause == .timedOut { timeouts += UInt64(position + 1) }
            for _ in 0...position { recorder.failed(failure, Self.flight, at: 2000) }
            expected.failures[position] = UInt64(position + 1)
        }
        #expect(recorder.tally == expected)
        #expect(recorder.latencies().censored.count == timeouts)
        #expect(recorder.latencies().censoredService.count == timeouts)
    }

    /// A run's events in a row leave its books balanced.
    @Test func countsAddUp() {
        var recorder = Recorder(isOpenLoop: true, reporting: .nothing)
        for _ in 0..<4 { recorder.began(Self.flight, ready: 1000) }
        recorder.completed(Self.flight, at: 2000, status: 200, isGood: true)
        recorder.failed(Self.timeout, Self.flight, at: 2000)
        recorder.failed(Self.reset, Self.flight, at: 2000)
        recorder.stillInFlight(Self.flight, at: 2000)
        recorder.neverSent(5, waited: 1)
        #expect(recorder.tally.isBalanced)
        #expect(recorder.tally.offered == 9)
    }

    static func distribution(_ values: [UInt64]) -> Distribution {
        var histogram = LatencyHistogram()
        for value in values { histogram.record(value) }
        return histogram.distribution()
    }
}
