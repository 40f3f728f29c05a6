/// The head of a script's output (RFC 3875 section 6), as positions in one copy of its octets.
package struct ScriptHead: Sendable {
    /// The field lines. Their `bytes` hold the whole head, a status line included.
    package var fields = FieldSection()
    /// The status that the script chose by a Status field, or else by a status line.
    package var status: StatusCode?
    /// The reason phrase beside the status, possibly empty; nil without status.
    package var reason: Range<Int>?
    /// The Content-Length field. The script may be wrong about it.
    package var contentLength: Int?
    /// The Location field's value.
    package var location: Range<Int>?
    /// The Content-Type field's value.
    package var contentType: Range<Int>?

    /// An empty head.
    package init() {}

    /// The octets of `range` as text; what is not UTF-8 becomes U+FFFD.
    package func string(_ range: Range<Int>) -> String {
        fields.string(range)
    }

    /// Forgets everything but keeps the memory.
    mutating func removeAll() {
        fields.removeAll()
        (status, contentLength) = (nil, nil)
        (reason, location, contentType) = (nil, nil, nil)
    }

    /// Draws the conclusions from the fields of a complete head. A field that RFC 3875 section 6.3
    /// gives a meaning may occur once; a Status field outranks a status line.
    mutating func interpretFields() throws(WireError) {
        for index in fields.lines.indices {
            let line = fields.lines[index]
            switch line.known {
            case .status:
                guard fields.count(of: .status) == 1 else { throw .malformedScriptHead }
                try readStatus(line.value)
            case .contentLength:
                guard contentLength == nil else { throw .malformedScriptHead }
                contentLength = try MessageFields.contentLength(fields.bytes.span, line.value)
            case .location:
                guard location == nil, !line.value.isEmpty else { throw .malformedScriptHead }
                location = line.value
            case .contentType:
                guard contentType == nil else { throw .malformedScriptHead }
                contentType = line.value
            default: break
            }
        }
    }

    /// `status-code [ SP reason-phrase ]`.
    private mutating func readStatus(_ value: Range<Int>) throws(WireError) {
        let section = fields
        let octets = section.bytes.span
        let codeEnd = value.lowerBound + 3
        guard codeEnd <= value.upperBound,
            let code = StatusCode(octets, value.lowerBound..<codeEnd),
            codeEnd == value.upperBound || octets[codeEnd].isWhitespace
        else { throw .malformedScriptHead }
        status = code
        reason = octets.trimmingWhitespace(codeEnd..<value.upperBound)
    }

    /// A status line in front of the fields, as scripts write that compose a whole response.
    mutating func readStatusLine(
        _ input: Span<UInt8>, _ line: Range<Int>
    ) throws(WireError) {
        var response = ResponseHead()
        try response.readStatusLine(input, line)
        status = response.status
        reason = response.reason
    }
}
