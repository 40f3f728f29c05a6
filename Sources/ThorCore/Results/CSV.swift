/// The output of `--csv`: one row for each second.
package enum CSV {
    /// Percentiles of the response time in a row.
    private static let percentiles: [Double] = [50, 90, 99, 99.9]

    /// The line of column names. Times are microseconds, the rest are counts within the second.
    package static let head =
        "second,length_s,sent,completed,good,failed,bytes_received,"
        + "mean_us,p50_us,p90_us,p99_us,p99.9_us,max_us\n"

    /// The row of one second. Percentiles are of the response times completed in it; one with fewer
    /// than ten samples beyond it is empty.
    package static func row(_ report: SecondReport) -> String {
        let times = report.response
        let percentiles = Percentiles(completed: times)
        var columns = [
            String(report.number), Text.fixed(Double(report.length) / 1e9, 3),
            String(report.sent), String(report.completed), String(report.good),
            String(report.failed), String(report.bytesReceived),
            times.mean.map { microseconds($0) } ?? "",
        ]
        for percent in Self.percentiles {
            if case .exactly(let value) = percentiles.value(percent) {
                columns.append(microseconds(Double(value)))
            } else {
                columns.append("")
            }
        }
        columns.append(times.count == 0 ? "" : microseconds(Double(times.largest)))
        return columns.joined(separator: ",") + "\n"
    }

    private static func microseconds(_ nanoseconds: Double) -> String {
        Text.fixed(nanoseconds / 1000, 1)
    }
}
