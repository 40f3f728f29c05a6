/// How the end of a message's content is found (RFC 9112 section 6.3).
package enum ContentFraming: Sendable, Equatable {
    /// No content, not even of length zero: the message ends with its head.
    case none
    /// `Content-Length`: exactly that many octets.
    case length(Int)
    /// `Transfer-Encoding: chunked`.
    case chunked
    /// The content ends with the connection. Responses only.
    case untilClose
}
