/// A request that selects a representation by nothing but its path: GET or HEAD of an origin-form
/// target, without content or expectation. It may have preconditions and ask for a range: those
/// choose what is sent of the representation.
package struct PlainRequest: Sendable {
    /// The path as received, in the octets of the head.
    package let path: Range<Int>
    /// HEAD: an answer without content.
    package let isHead: Bool

    /// A request.
    package init(path: Range<Int>, isHead: Bool) {
        self.path = path
        self.isHead = isHead
    }
}

extension RequestHead {
    /// Whether the client takes content of any kind: it does not say, or says `*/*` and nothing
    /// else (RFC 9110 section 12.5.1).
    package var acceptsAnything: Bool {
        for index in fields.lines.indices where fields.lines[index].known == .accept {
            let value = fields.lines[index].value
            if !fields.bytes.span.matches(value, "*/*") { return false }
        }
        return true
    }
}

extension RequestParser {
    /// Whether nothing at all has been seen of the next request, so that a parser that begins anew
    /// would do as well. Empty lines in front of a request are counted.
    package var isUntouched: Bool { isBetweenMessages && leadingEmptyLines == 0 }
}
