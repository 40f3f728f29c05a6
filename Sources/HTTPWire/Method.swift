/// A request method (RFC 9110 section 9); names are case-sensitive.
package enum Method: Sendable, Equatable {
    case get, head, post, put, delete, connect, options, trace, patch
    /// Any other token; the head's `methodRange` spells it.
    case other

    /// Recognises the method that the octets spell.
    init(_ input: Span<UInt8>, _ range: Range<Int>) {
        self = Self.candidate(first: input[range.lowerBound], octetCount: range.count)
        if let spelling, !input.matches(range, spelling) { self = .other }
    }

    /// The method as it is written in a request line; nil for `other`.
    package var spelling: StaticString? {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .connect: "CONNECT"
        case .options: "OPTIONS"
        case .trace: "TRACE"
        case .patch: "PATCH"
        case .other: nil
        }
    }

    /// The only method that has this first letter and this length, so that one comparison settles
    /// it.
    private static func candidate(first: UInt8, octetCount: Int) -> Method {
        switch (octetCount, Unicode.Scalar(first)) {
        case (3, "G"): .get
        case (3, "P"): .put
        case (4, "H"): .head
        case (4, "P"): .post
        case (5, "P"): .patch
        case (5, "T"): .trace
        case (6, "D"): .delete
        case (7, "C"): .connect
        case (7, "O"): .options
        default: .other
        }
    }
}
