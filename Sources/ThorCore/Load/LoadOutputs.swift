/// The outputs of a measurement: `--json`, `--csv`, `--hlog` and the progress line.
///
/// All files are opened before anything is sent. A file that cannot be written later is given up
/// alone, without the others and without the measurement.
package struct LoadOutputs: ~Copyable {
    /// What these outputs need of each process once a second.
    package let reporting: LoadPlan.Reporting
    private let json: LoadOutput?
    private let csv: LoadOutput?
    private let log: LoadOutput?
    private var progress: ProgressLine?
    private var elapsed: UInt64 = 0

    /// Opens the files; `-` is standard output.
    ///
    /// - Parameters:
    ///   - json: path for the result.
    ///   - csv: path for one row a second.
    ///   - log: path for the histograms of each second.
    ///   - showsProgress: whether to show a progress line on standard error.
    /// - Throws: ``ClientError`` for the first file that cannot be opened.
    package init(
        json: String?, csv: String?, log: String?, showsProgress: Bool
    ) throws(ClientError) {
        let files = (
            json: try LoadOutput.opening(json), csv: try LoadOutput.opening(csv),
            log: try LoadOutput.opening(log)
        )
        (self.json, self.csv, self.log) = files
        reporting =
            log != nil ? .everything : csv != nil || showsProgress ? .responses : .nothing
        progress = showsProgress ? ProgressLine() : nil
    }

    /// An error for each file that could not be written, in the order of the options in the help.
    var problems: [ClientError] { [json, csv, log].compactMap { $0?.problem } }

    /// Writes what stands before the first second; `startedAt` is in milliseconds since 1970.
    func begin(startedAt: UInt64) {
        csv?.write(CSV.head)
        log?.write(HistogramLog.head(startedAt: startedAt))
    }

    /// Writes these seconds, which follow those written before.
    mutating func take(_ seconds: [SecondReport]) {
        for second in seconds {
            progress?.show(second)
            csv?.write(CSV.row(second))
            for field in SecondReport.distributions {
                let distribution = second[keyPath: field.path]
                if distribution.count == 0 { continue }
                log?.write(
                    HistogramLog.line(
                        tag: field.name, start: elapsed, length: second.length, distribution))
            }
            elapsed += second.length
        }
    }

    /// Writes the result, and to the log the distributions that are known for the whole run only,
    /// as one interval each.
    func end(_ result: LoadResult) {
        progress?.clear()
        for (tag, distribution) in [
            ("own_lag", result.latencies.ownLag), ("censored", result.latencies.censored),
            ("censored_service", result.latencies.censoredService),
            ("connect", result.latencies.connect), ("turn", result.latencies.turn),
        ] where distribution.count > 0 {
            log?.write(
                HistogramLog.line(tag: tag, start: 0, length: result.elapsed, distribution))
        }
        json?.write(result.json.text() + "\n")
    }
}

/// A file among the outputs of a measurement. After an error nothing more is written to it.
private final class LoadOutput {
    private let file: FileWriter
    /// The error that ended writing.
    private(set) var problem: ClientError?

    private init(_ path: String) throws(ClientError) { file = try FileWriter(path) }

    /// Opens the file; nil without a path.
    static func opening(_ path: String?) throws(ClientError) -> LoadOutput? {
        guard let path else { return nil }
        return try LoadOutput(path)
    }

    /// Appends `text`.
    func write(_ text: String) {
        if problem != nil { return }
        do throws(ClientError) { try file.write(text) } catch { problem = error }
    }
}
