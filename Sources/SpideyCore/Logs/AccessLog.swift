import HTTPServer
package import Logging
package import SystemCalls
import SystemPackage

/// A line for each response, for people and programs that count them.
///
/// A log that cannot be written fails no request. The operator reads of it once, on standard error,
/// and once more when it is written again.
package final class AccessLog: Sendable {
    /// How a line is made.
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
    ///   - path: the file's, if it is one; opened again by `reopen`.
    ///   - logger: where losses are reported.
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

    /// Appends to the file that has the log's name now, created if there is none: the old one has
    /// been moved away. Does nothing for standard output.
    func reopen() throws(SystemError) {
        guard let path else { return }
        try sink.reopen(path)
    }

    /// Appends one line.
    func write(_ record: AccessRecord) {
        let isWritten = sink.write(format == .combined ? record.combined : record.json)
        // What another process has lost is reported by the one that finds the log mended.
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
