import HTTPServer
import HTTPWire
import SystemCalls

/// Turns what a script writes first into the head of a response (RFC 3875 section 6).
final class ScriptHeadReader: ProcessHeadReader {
    private let site: Site
    /// Fields of the command line, which give way to those of the script.
    private let configured: ConfiguredFields
    private var parser: ScriptHeadParser
    /// Output of an incomplete head.
    private var unread: [UInt8] = []

    init(site: Site, configured: ConfiguredFields = ConfiguredFields()) {
        self.site = site
        self.configured = configured
        parser = ScriptHeadParser(limits: site.options.wire)
    }

    func read(_ output: Span<UInt8>) throws(WireError) -> ProcessHead? {
        do throws(WireError) {
            return try take(output)
        } catch {
            site.warn("A script's response has a bad head: \(error.explanation)")
            throw error
        }
    }

    private func take(_ output: Span<UInt8>) throws(WireError) -> ProcessHead? {
        unread.append(copying: output)
        let octets = unread
        let step = try parser.next(octets.span)
        guard step.event == .head else { return nil }
        unread = []
        return try head(rest: Array(octets[step.consumed...]))
    }

    private func head(rest: [UInt8]) throws(WireError) -> ProcessHead {
        let head = parser.head
        let status = head.status ?? (head.location == nil ? .ok : .found)
        // After a 1xx a client would go on waiting for the final response and take the next one for
        // it; above 599 there are no statuses (RFC 9110 section 15).
        guard 200...599 ~= status.rawValue else { throw .malformedScriptHead }
        var fields = ResponseFields()
        let octets = head.fields.bytes
        for line in head.fields.lines where !Self.isOurs(line.known) {
            try fields.append(
                name: octets.span.extracting(line.name), value: octets.span.extracting(line.value))
        }
        configured.complete(&fields)
        return ProcessHead(
            status: status, reason: head.reason.map { Array(octets[$0]) }, fields: fields,
            contentLength: head.contentLength, rest: rest)
    }

    /// Fields that say how the message travels, or that every response has: the server's business.
    private static func isOurs(_ name: FieldName) -> Bool {
        switch name {
        case .status, .contentLength, .transferEncoding, .connection, .keepAlive, .proxyConnection,
            .te, .trailer, .upgrade, .date, .server:
            true
        default: false
        }
    }
}
