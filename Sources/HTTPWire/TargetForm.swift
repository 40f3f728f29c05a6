/// The four forms of a request target (RFC 9112 section 3.2).
package enum TargetForm: Sendable, Equatable {
    /// `/path?query`: what a client sends to an origin server.
    case origin
    /// `http://host/path?query`: what a client sends to a proxy, and what every server must accept.
    case absolute
    /// `host:port`, only with CONNECT.
    case authority
    /// `*`, only with OPTIONS.
    case asterisk
}
