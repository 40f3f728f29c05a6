/// A request whose answer depends on nothing but its path: GET or HEAD of an origin-form target,
/// without content or expectation.
package struct PlainRequest: Sendable {
    /// The path as received, in the octets of the head.
    package let path: Range<Int>
    /// HEAD: an answer without content.
    package let isHead: Bool
    /// Whether the client lets the connection live on.
    package let isPersistent: Bool
    /// Whether the client speaks HTTP/1.0, which has to be told that the connection lives on.
    package let isHTTP10: Bool
}

/// `mutating`, though nothing changes: so nothing of the head, which owns memory, is copied.
extension RequestParser {
    /// The request whose head has just been read, if it is plain.
    package mutating func plainRequest() -> PlainRequest? {
        guard head.method == .get || head.method == .head, head.targetForm == .origin,
            head.framing == .none, head.expectation == .none
        else { return nil }
        return PlainRequest(
            path: head.path, isHead: head.method == .head, isPersistent: head.isPersistent,
            isHTTP10: head.version == .http10)
    }

    /// Whether nothing at all has been seen of the next request, so that a parser that begins anew
    /// would do as well. Empty lines in front of a request are counted.
    package var isUntouched: Bool { isBetweenMessages && leadingEmptyLines == 0 }

    /// Whether the client takes content of any kind: it does not say, or says `*/*` and nothing
    /// else (RFC 9110 section 12.5.1).
    package mutating func acceptsAnything() -> Bool {
        for index in head.fields.lines.indices where head.fields.lines[index].known == .accept {
            let value = head.fields.lines[index].value
            if !head.fields.bytes.span.matches(value, "*/*") { return false }
        }
        return true
    }

    /// Lends octets of the head.
    package mutating func withOctets<R>(
        _ range: Range<Int>, _ body: (Span<UInt8>) -> R
    ) -> R {
        body(head.fields.bytes.span.extracting(range))
    }
}
