import HTTPServer
package import Logging
package import SystemCalls
import SystemPackage

/// The access log: one line for each response.
///
/// A log that cannot be written does not fail requests. Standard error reports it once, and once
/// more when the log can be written again.
package final class AccessLog: Sendable {
    /// The format of a line.
    package enum Format: Sendable {
        /// Apache's and nginx's `combined`.
        case combined
        /// One JSON object a line.
        case json
    }

    private let format: Format
    /// Where the lines go.
    package let sink: LineSink
    private let path: String?
    private let logger: Logger?

    /// A log that appends to `descriptor`.
    /// - Parameters:
    ///   - path: the path of the file, for `reopen`; nil for standard output.
    ///   - logger: reports lost lines.
    /// - Throws: `ENOMEM`.
    package init(
        _ format: Format, to descriptor: consuming Descriptor, path: String? = nil,
        logger: Logger? = nil
    ) throws(SystemError) {
        self.format = format
        self.path = path
        self.logger = logger
        sink = try LineSink(descriptor)
    }

    /// Appends to the file that now has the log's name, after the old one was renamed; creates it
    /// if it does not exist. Does nothing for standard output.
    func reopen() throws(SystemError) {
        guard let path else { return }
        try sink.reopen(path)
    }

    /// Appends one line.
    func write(_ record: AccessRecord) {
        let isWritten = sink.write(format == .combined ? record.combined : record.json)
        // The process that finds the log working again reports the losses of all processes.
        if !sink.lost.isEmpty { report(isWritten) }
    }

    private func report(_ isWritten: Bool) {
        if !isWritten, sink.lost.announce() {
            let cause = LostLines.cause(sink.lost.reason)
            logger?.warning("Cannot write the access log: \(cause); lines are lost until that ends")
        } else if isWritten, let report = sink.lost.takeIfMended() {
            logger?.warning("The access log is written again; \(report)")
        }
    }

    /// Writes the lines that wait, and says what was lost and not reported yet: the server ends.
    package func finish() {
        sink.settle(seconds: LineSinks.lastSeconds)
        guard let report = sink.lost.take() else { return }
        logger?.warning("The access log is incomplete: \(report) (\(report.cause))")
    }
}
