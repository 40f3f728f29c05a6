/// The head of a response: status line and fields, as positions in one copy of the octets received.
package struct ResponseHead: Sendable {
    /// The field lines. Their `bytes` hold the whole head, status line included, so that every
    /// range of this type indexes them.
    package var fields = FieldSection()
    /// The version.
    package var version = HTTPVersion.http11
    /// Where the version stands.
    package var versionRange = 0..<0
    /// The status code, from 100 to 999.
    package var status = StatusCode.ok
    /// The reason phrase; empty when it is missing.
    package var reason = 0..<0
    /// How the content ends.
    package var framing = ContentFraming.none
    /// Whether another request may follow on this connection. False when content ends with the
    /// connection, whatever the fields say.
    package var isPersistent = false

    /// An empty head.
    package init() {}

    /// The octets of `range` as text; what is not UTF-8 becomes U+FFFD.
    package func string(_ range: Range<Int>) -> String {
        fields.string(range)
    }

    /// Forgets everything but keeps the memory.
    mutating func removeAll() {
        fields.removeAll()
        (versionRange, reason) = (0..<0, 0..<0)
        framing = .none
    }

    /// Reads `HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112 section 4).
    ///
    /// A client tolerates that the last space is missing together with the reason; nothing else.
    mutating func readStatusLine(
        _ input: Span<UInt8>, _ line: Range<Int>
    ) throws(WireError) {
        let versionEnd = line.lowerBound + HTTPVersion.octetCount
        let codeEnd = versionEnd + 4
        guard codeEnd <= line.upperBound, input[versionEnd] == .space,
            let version = try HTTPVersion(input, line.lowerBound..<versionEnd),
            let status = StatusCode(input, versionEnd + 1..<codeEnd),
            codeEnd == line.upperBound || input[codeEnd] == .space
        else { throw .malformedStatusLine }
        self.version = version
        self.status = status
        versionRange = line.lowerBound..<versionEnd
        reason = min(codeEnd + 1, line.upperBound)..<line.upperBound
    }

    /// Draws the conclusions from the fields of a complete head (RFC 9112 section 6.3), which
    /// depend on the method of the request.
    mutating func interpretFields(
        _ method: Method, _ limits: WireLimits
    ) throws(WireError) {
        let facts = try MessageFields(fields, version: version)
        isPersistent = facts.isPersistent(version)
        if status.forbidsContent || method == .head || (method == .connect && status.isSuccessful) {
            framing = .none
        } else if facts.hasTransferEncoding {
            framing = .chunked
        } else if let length = facts.contentLength {
            guard length <= limits.content else { throw .contentTooLong }
            framing = .length(length)
        } else {
            framing = .untilClose
            isPersistent = false
        }
    }
}

extension StatusCode {
    /// Reads `3DIGIT`, of which the first is not 0. Codes beyond 599 are passed on as they are: RFC
    /// 9110 section 15 asks a client to treat them as it would a 5xx code.
    init?(_ input: Span<UInt8>, _ range: Range<Int>) {
        var number: UInt16 = 0
        for position in range {
            guard input[position].isDigit else { return nil }
            number = number * 10 + UInt16(input[position] &- 0x30)
        }
        guard range.count == 3, number >= 100 else { return nil }
        self.init(rawValue: number)
    }
}
