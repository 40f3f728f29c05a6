import HTTPWire
import SystemCalls

/// The beginnings of response heads: status line, Date and Server, equal for all responses with the
/// same status within a second. Those of frequent statuses are kept.
///
/// One for each thread that drives connections.
package struct ResponseHeads: ~Copyable {
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

    /// Reads the clock for the Date fields from now on.
    package mutating func refresh() {
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
    @inline(__always)
    mutating func append(_ status: StatusCode, _ reason: [UInt8]?, to bytes: ByteBuffer) {
        if reason == nil, status == .ok, !ok.isEmpty { return bytes.append(ok) }
        appendOther(status, reason, to: bytes)
    }

    /// The same for all but the most frequent head.
    private mutating func appendOther(
        _ status: StatusCode, _ reason: [UInt8]?, to bytes: ByteBuffer
    ) {
        guard reason == nil else { return bytes.append(made(status, reason)) }
        switch status {
        case .ok:
            ok = made(status, nil)
            bytes.append(ok)
        case .partialContent:
            if partial.isEmpty { partial = made(status, nil) }
            bytes.append(partial)
        case .notModified:
            if notModified.isEmpty { notModified = made(status, nil) }
            bytes.append(notModified)
        case .notFound:
            if notFound.isEmpty { notFound = made(status, nil) }
            bytes.append(notFound)
        default: bytes.append(made(status, nil))
        }
    }

    /// The same with a reason phrase; one with control characters is replaced by the registered
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
