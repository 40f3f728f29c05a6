/// The version of HTTP that a message claims, to the precision that framing and persistence need.
///
/// A minor version above 1 is understood as 1.1, as RFC 9110 section 2.5 asks of a recipient.
package enum HTTPVersion: Sendable, Equatable {
    /// HTTP/1.0: no chunked coding, one message per connection unless `keep-alive` is agreed on.
    case http10
    /// HTTP/1.1, or a later 1.x.
    case http11

    /// The octets of `HTTP/1.1`.
    static let octetCount = 8

    /// Reads `HTTP-version` (RFC 9112 section 2.3) from exactly the given octets.
    ///
    /// - Returns: nil when the octets are no version at all.
    /// - Throws: `unsupportedVersion` for a well-formed version whose major number is not 1.
    init?(_ input: Span<UInt8>, _ range: Range<Int>) throws(WireError) {
        let start = range.lowerBound
        guard range.count == Self.octetCount,
            input[start] == UInt8(ascii: "H"), input[start + 1] == UInt8(ascii: "T"),
            input[start + 2] == UInt8(ascii: "T"), input[start + 3] == UInt8(ascii: "P"),
            input[start + 4] == UInt8(ascii: "/"), input[start + 5].isDigit,
            input[start + 6] == UInt8(ascii: "."), input[start + 7].isDigit
        else { return nil }
        guard input[start + 5] == UInt8(ascii: "1") else { throw .unsupportedVersion }
        self = input[start + 7] == UInt8(ascii: "0") ? .http10 : .http11
    }
}
