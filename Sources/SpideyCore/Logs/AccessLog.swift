package import SystemCalls

/// A line for each response, for people and programs that count them.
package final class AccessLog {
    /// How a line is made.
    package enum Format: Sendable {
        /// Apache's and nginx's `combined`.
        case combined
        /// One JSON object a line.
        case json
    }

    private let format: Format
    private let sink: LineSink

    /// A log that appends to `descriptor`.
    package init(_ format: Format, to descriptor: consuming Descriptor) {
        self.format = format
        sink = LineSink(descriptor)
    }

    /// Appends one line.
    func write(_ record: AccessRecord) {
        sink.write(format == .combined ? record.combined : record.json)
    }
}
