/// Histograms of the current second, for reports. Durations are nanoseconds.
struct SecondRecorder {
    private let recordsEverything: Bool
    private var response = LatencyHistogram()
    private var service = LatencyHistogram()
    private var lag = LatencyHistogram()
    private var before = Tally()

    /// Books for reports of this extent.
    init(reporting: LoadPlan.Reporting) {
        recordsEverything = reporting == .everything
    }

    /// Records a request sent.
    mutating func began(lag nanoseconds: UInt64) {
        if recordsEverything { lag.record(nanoseconds) }
    }

    /// Records a complete response.
    mutating func completed(service served: UInt64, response answered: UInt64) {
        response.record(answered)
        if recordsEverything { service.record(served) }
    }

    /// Ends the second: its report has the counts since the last one and the histograms, which are
    /// emptied.
    mutating func take(_ tally: Tally, length: UInt64, number: UInt64) -> SecondReport {
        var report = SecondReport(number: number, length: length)
        report.sent = tally.sent - before.sent
        report.completed = tally.completed - before.completed
        report.good = tally.good - before.good
        report.failed = tally.failed - before.failed
        report.bytesReceived = tally.bytesReceived - before.bytesReceived
        report.response = response.distribution()
        response.reset()
        if recordsEverything {
            report.service = service.distribution()
            report.lag = lag.distribution()
            service.reset()
            lag.reset()
        }
        before = tally
        return report
    }
}
