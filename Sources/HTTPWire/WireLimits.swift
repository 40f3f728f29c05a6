/// Bounds on what a peer may send, so that no message costs more than its reader agreed to.
///
/// Every limit is inclusive: exactly this much is accepted, one more is refused.
package struct WireLimits: Sendable {
    /// Octets of a request line or status line without its line terminator: 414 beyond it. By
    /// default more than three times `PATH_MAX` (4096 on Linux): any path that the kernel takes can
    /// be asked for, in whatever script, with each octet percent-encoded.
    package var requestLine = 16384
    /// Octets of all field lines of a head with their line terminators: 431 beyond it.
    package var fieldSectionBytes = 32768
    /// Field lines of a head: 431 beyond it.
    package var fieldLines = 100
    /// Octets of content: 413 beyond it.
    package var content = 1 << 30
    /// Octets of all chunk extensions of a message together: 413 beyond it. Nothing here
    /// understands an extension, so they are only ever overhead (RFC 9112 section 7.1.1).
    package var chunkExtensionBytes = 4096
    /// Octets of a trailer section with its line terminators: 431 beyond it.
    package var trailerBytes = 8192
    /// Field lines of a trailer section: 431 beyond it.
    package var trailerLines = 32
    /// Empty lines that are skipped in front of a request line (RFC 9112 section 2.2): 400 beyond
    /// it.
    package var leadingEmptyLines = 4
    /// 1xx responses in front of a final response.
    package var informationalResponses = 32

    /// The limits of a server that faces the open network.
    package init() {}

    /// The limits of a client: as above, but content of any length, because a client chose to fetch
    /// it.
    package static var client: WireLimits {
        var limits = WireLimits()
        limits.content = .max
        return limits
    }
}
