/// What the fields of a head say about the message itself: its framing, its host and the
/// connection.
///
/// One pass over the lines of a complete head. Everything ambiguous is an error, never a choice.
struct MessageFields {
    private(set) var host: Range<Int>?
    /// Checked by the reader of requests; ignored in a response.
    private(set) var hostCount = 0
    private(set) var contentLength: Int?
    private(set) var hasTransferEncoding = false
    private var endsWithChunked = false
    private var namesOtherCoding = false
    private(set) var connectionCloses = false
    private(set) var connectionStays = false
    private(set) var expectation = Expectation.none
    /// Whether a field states a precondition or asks for a range.
    private(set) var isConditional = false

    /// - Throws: for duplicates, malformed values and contradictions (RFC 9112 sections 3.2 and
    ///   6.3).
    init(_ section: borrowing FieldSection, version: HTTPVersion) throws(WireError) {
        let octets = section.bytes.span
        for index in section.lines.indices {
            try read(octets, section.lines[index])
        }
        if hasTransferEncoding {
            guard version == .http11 else { throw .transferEncodingInHTTP10 }
            guard contentLength == nil else { throw .contentLengthWithTransferEncoding }
            if namesOtherCoding { throw .unsupportedTransferCoding }
        }
    }

    /// Whether the connection outlives the message (RFC 9112 section 9.3).
    func isPersistent(_ version: HTTPVersion) -> Bool {
        !connectionCloses && (version == .http11 || connectionStays)
    }

    private mutating func read(_ octets: Span<UInt8>, _ line: FieldLine) throws(WireError) {
        switch line.known {
        case .host:
            hostCount += 1
            host = line.value
        case .contentLength:
            guard contentLength == nil else { throw .duplicateContentLength }
            contentLength = try Self.contentLength(octets, line.value)
        case .transferEncoding: try readTransferEncoding(octets, line.value)
        case .connection: readConnection(octets, line.value)
        case .expect:
            let isKnown = octets.matches(line.value, ignoringCase: "100-continue")
            if expectation != .unknown { expectation = isKnown ? .continue : .unknown }
        case .range, .ifMatch, .ifNoneMatch, .ifModifiedSince, .ifUnmodifiedSince:
            isConditional = true
        default: break
        }
    }

    /// `1*DIGIT` (RFC 9110 section 8.6). A list, even of equal numbers, is refused: a recipient
    /// that accepts it has to be sure that everyone before it did the same.
    ///
    /// - Throws: `contentTooLong` for a number that is well formed but does not fit.
    static func contentLength(
        _ octets: Span<UInt8>, _ value: Range<Int>
    ) throws(WireError) -> Int {
        guard !value.isEmpty else { throw .malformedContentLength }
        for position in value where !octets[position].isDigit { throw .malformedContentLength }
        var number = 0
        for position in value {
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(octets[position] &- 0x30))
            guard !overflow, !carry else { throw .contentTooLong }
            number = sum
        }
        return number
    }

    /// `chunked`, once and last (RFC 9112 section 6.1). No other coding is implemented. An empty
    /// element is refused although lists usually tolerate it: framing is no place for leniency.
    private mutating func readTransferEncoding(
        _ octets: Span<UInt8>, _ value: Range<Int>
    ) throws(WireError) {
        hasTransferEncoding = true
        var elements = ListElements(value)
        while let element = elements.next(in: octets) {
            let nameEnd = octets.end(of: .token, in: element)
            guard !element.isEmpty, !endsWithChunked, nameEnd == element.upperBound else {
                throw .malformedTransferEncoding
            }
            if octets.matches(element, ignoringCase: "chunked") {
                endsWithChunked = true
            } else {
                namesOtherCoding = true
            }
        }
    }

    private mutating func readConnection(_ octets: Span<UInt8>, _ value: Range<Int>) {
        var elements = ListElements(value)
        while let element = elements.next(in: octets) {
            if octets.matches(element, ignoringCase: "close") { connectionCloses = true }
            if octets.matches(element, ignoringCase: "keep-alive") { connectionStays = true }
        }
    }
}
