/// Where a measurement is reported while it goes on: `--csv`, `--hlog` and the progress line.
package struct LoadOutputs: ~Copyable {
    /// What the processes have to report for these outputs.
    package let reporting: LoadPlan.Reporting
    private let csv: FileWriter?
    private let log: FileWriter?
    private var progress: ProgressLine?
    private var elapsed: UInt64 = 0

    /// - Parameters:
    ///   - csv: file for a row a second.
    ///   - log: file for histograms of each second.
    ///   - showsProgress: whether a terminal is there to show a line.
    package init(
        csv: consuming FileWriter?, log: consuming FileWriter?, showsProgress: Bool
    ) {
        var reporting = showsProgress ? LoadPlan.Reporting.responses : .nothing
        if csv != nil { reporting = .responses }
        if log != nil { reporting = .everything }
        self.reporting = reporting
        self.csv = csv
        self.log = log
        progress = showsProgress ? ProgressLine() : nil
    }

    func begin(startedAt: UInt64) throws(ClientError) {
        switch csv {
        case .some(let csv): try csv.write(CSV.head)
        case .none: break
        }
        try writeLog(HistogramLog.head(startedAt: startedAt))
    }

    mutating func take(_ seconds: [SecondReport]) throws(ClientError) {
        for second in seconds {
            progress?.show(second)
            switch csv {
            case .some(let csv): try csv.write(CSV.row(second))
            case .none: break
            }
            for field in SecondReport.distributions {
                let distribution = second[keyPath: field.path]
                if distribution.count == 0 { continue }
                try writeLog(
                    HistogramLog.line(
                        tag: field.name, start: elapsed, length: second.length, distribution))
            }
            elapsed += second.length
        }
    }

    /// Ends the outputs; what a log cannot tell second by second follows as one interval.
    mutating func end(_ result: LoadResult) throws(ClientError) {
        progress?.clear()
        for (tag, distribution) in [
            ("own_lag", result.latencies.ownLag), ("censored", result.latencies.censored),
            ("censored_service", result.latencies.censoredService),
            ("connect", result.latencies.connect), ("turn", result.latencies.turn),
        ] where distribution.count > 0 {
            try writeLog(
                HistogramLog.line(tag: tag, start: 0, length: result.elapsed, distribution))
        }
    }

    private func writeLog(_ text: String) throws(ClientError) {
        switch log {
        case .some(let log): try log.write(text)
        case .none: break
        }
    }
}
