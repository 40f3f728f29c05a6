import HTTPWire
import SystemCalls

/// What the heads of responses begin with: status line, Date and Server, the same for all responses
/// of a status within a second. Those of the usual statuses are kept.
///
/// One for each thread that drives connections.
package final class ResponseHeads {
    private let server: [UInt8]
    private var second = WallClock.seconds
    private var ok: [UInt8] = []
    private var partial: [UInt8] = []
    private var notModified: [UInt8] = []
    private var notFound: [UInt8] = []

    /// - Parameter server: the value of the Server field.
    package init(server: StaticString) {
        var writer = MessageWriter()
        writer.field("Server", server)
        self.server = writer.bytes
    }

    /// Takes the time of day, in seconds since 1970, for the Date fields from now on.
    package func refresh() {
        let now = WallClock.seconds
        guard now != second else { return }
        second = now
        ok = []
        partial = []
        notModified = []
        notFound = []
    }

    /// Appends status line, Date and Server.
    /// - Parameter reason: a reason phrase in place of the registered one.
    func append(_ status: StatusCode, _ reason: [UInt8]?, to bytes: ByteBuffer) {
        guard reason == nil else { return bytes.append(made(status, reason)) }
        switch status {
        case .ok: append(status, keptIn: &ok, to: bytes)
        case .partialContent: append(status, keptIn: &partial, to: bytes)
        case .notModified: append(status, keptIn: &notModified, to: bytes)
        case .notFound: append(status, keptIn: &notFound, to: bytes)
        default: bytes.append(made(status, nil))
        }
    }

    @inline(__always)
    private func append(_ status: StatusCode, keptIn kept: inout [UInt8], to bytes: ByteBuffer) {
        if kept.isEmpty { kept = made(status, nil) }
        bytes.append(kept)
    }

    /// The same with a reason phrase; one that has control characters is replaced by the registered
    /// one.
    private func made(_ status: StatusCode, _ reason: [UInt8]?) -> [UInt8] {
        var writer = MessageWriter()
        writer.bytes.reserveCapacity(128)
        let hasOwn = reason.map { (try? writer.statusLine(status, reason: $0.span)) != nil }
        if hasOwn != true { writer.statusLine(status) }
        writer.field("Date", date: second)
        writer.bytes += server
        return writer.bytes
    }
}
