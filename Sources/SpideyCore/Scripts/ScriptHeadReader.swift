import HTTPServer
import HTTPWire
import SystemCalls

/// Converts the beginning of a script's output into the head of a response (RFC 3875 section 6).
final class ScriptHeadReader: ProcessHeadReader {
    private let site: Site
    /// Configured fields, which give way to those of the script.
    private let configured: ConfiguredFields
    /// Made when the first output is there.
    private var parser: ScriptHeadParser?
    /// Output of an incomplete head.
    private var unread: [UInt8] = []

    init(site: Site, configured: ConfiguredFields = ConfiguredFields()) {
        self.site = site
        self.configured = configured
    }

    func read(_ output: Span<UInt8>, limits: WireLimits) throws(WireError) -> ProcessHead? {
        do throws(WireError) {
            return try take(output, limits)
        } catch {
            site.warn("A script's response has a bad head: \(error.explanation)")
            throw error
        }
    }

    private func take(
        _ output: Span<UInt8>, _ limits: WireLimits
    ) throws(WireError) -> ProcessHead? {
        unread.append(copying: output)
        let octets = unread
        var parser = parser.take() ?? ScriptHeadParser(limits: limits)
        defer { self.parser = parser }
        let step = try parser.next(octets.span)
        guard step.event == .head else { return nil }
        unread = []
        return try response(parser.head, rest: Array(octets[step.consumed...]))
    }

    private func response(
        _ head: ScriptHead, rest: [UInt8]
    ) throws(WireError) -> ProcessHead {
        let status = head.status ?? (head.location == nil ? .ok : .found)
        // After a 1xx the client would wait for the final response and take the next response for
        // it. Statuses end at 599 (RFC 9110 section 15).
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

    /// Fields that only the server sets: those of connection and framing, and those of every
    /// response.
    private static func isOurs(_ name: FieldName) -> Bool {
        switch name {
        case .status, .contentLength, .transferEncoding, .connection, .keepAlive, .proxyConnection,
            .te, .trailer, .upgrade, .date, .server:
            true
        default: false
        }
    }
}
