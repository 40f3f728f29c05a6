import HTTPServer
package import SystemCalls

/// A line for each response, for people and programs that count them.
package final class AccessLog: Sendable {
    /// How a line is made.
    package enum Format: Sendable {
        /// Apache's and nginx's `combined`.
        case combined
        /// One JSON object a line.
        case json
    }

    private let format: Format
    private let sink: LineSink
    private let path: String?

    /// A log that appends to `descriptor`.
    /// - Parameter path: the file's, if it is one; opened again by `reopen`.
    package init(_ format: Format, to descriptor: consuming Descriptor, path: String? = nil) {
        self.format = format
        self.path = path
        sink = LineSink(descriptor)
    }

    /// Appends to the file that has the log's name now, created if there is none: the old one has
    /// been moved away. Does nothing for standard output.
    func reopen() throws(SystemError) {
        guard let path else { return }
        try sink.reopen(path)
    }

    /// Appends one line.
    func write(_ record: AccessRecord) {
        sink.write(format == .combined ? record.combined : record.json)
    }
}
