import HTTPWire
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
    private let descriptor: Descriptor

    /// A log that appends to `descriptor`.
    package init(_ format: Format, to descriptor: consuming Descriptor) {
        self.format = format
        self.descriptor = descriptor
    }

    /// Appends one line, in one call. A log that cannot be written (a full disk) is no reason to
    /// fail a request that has been answered.
    func write(_ record: AccessRecord) {
        let line = format == .combined ? record.combined : record.json
        try? descriptor.writeAll(Array((line + "\n").utf8))
    }
}
