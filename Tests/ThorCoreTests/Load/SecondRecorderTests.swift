import Testing

@testable import ThorCore

@Suite struct SecondRecorderTests {
    /// What happens in one second: two requests begun, one answered, one failed.
    private func second(_ recorder: inout Recorder, response: Int64) {
        for _ in 0..<2 {
            recorder.began(Flight(scheduled: 1000, sent: 1100), ready: 1000)
        }
        let flight = Flight(scheduled: 1000, sent: 1100)
        recorder.completed(flight, at: 1000 + response, status: 200, isGood: true)
        recorder.failed(FailureClass(.receive, .reset), flight, at: 2000)
        recorder.tally.bytesReceived += 70
    }

    @Test func reportsWhatIsNewSinceTheLast() {
        var recorder = Recorder(isOpenLoop: true, reporting: .everything)
        for (number, response) in [(0, 500), (1, 900)] as [(UInt64, Int64)] {
            second(&recorder, response: response)
            let report = recorder.takeSecond(length: 1_000_000_000, number: number)
            var expected = SecondReport(number: number, length: 1_000_000_000)
            (expected.sent, expected.completed, expected.good) = (2, 1, 1)
            (expected.failed, expected.bytesReceived) = (1, 70)
            expected.response = RecorderTests.distribution([UInt64(response)])
            expected.service = RecorderTests.distribution([UInt64(response - 100)])
            expected.lag = RecorderTests.distribution([100, 100])
            #expect(report == expected)
        }
        let quiet = recorder.takeSecond(length: 5, number: 2)
        #expect(quiet == SecondReport(number: 2, length: 5))
        // The run's own books are not emptied with the second's.
        #expect(recorder.tally.sent == 4)
        #expect(recorder.latencies().response.count == 2)
    }

    @Test func reportsResponsesOnlyWhereNothingElseIsWanted() throws {
        var recorder = Recorder(isOpenLoop: true, reporting: .responses)
        second(&recorder, response: 500)
        let taken = recorder.takeSecond(length: 1_000_000_000, number: 0)
        let report = try #require(taken)
        #expect(report.response.count == 1)
        #expect(report.service.count == 0 && report.lag.count == 0)
        #expect(report.sent == 2)
    }

    @Test func reportsNothingWhenNotAskedTo() {
        var recorder = Recorder(isOpenLoop: true, reporting: .nothing)
        second(&recorder, response: 500)
        let taken = recorder.takeSecond(length: 1_000_000_000, number: 0)
        #expect(taken == nil)
    }
}
