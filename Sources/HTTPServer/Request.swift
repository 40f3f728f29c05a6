package import HTTPWire
package import SystemCalls

/// A request as a handler sees it: its head and its client.
///
/// Valid while `BaseHandler.handle` runs. Work that continues longer must copy what it needs; the
/// head is a value.
public final class Request {
    /// Request line and fields.
    package internal(set) var head = RequestHead()
    /// The client's address.
    package internal(set) var client: SocketAddress

    /// A request without a head yet.
    init(client: SocketAddress) { self.client = client }

    /// A request with a head that was read elsewhere.
    package init(head: RequestHead, client: SocketAddress) {
        self.head = head
        self.client = client
    }

    /// The path and method of a request whose representation is selected by nothing else; nil for
    /// other requests.
    package var plain: PlainRequest? {
        // Field by field: a property of the head would copy the whole of it.
        guard head.method == .get || head.method == .head, head.targetForm == .origin,
            head.framing == .none, head.expectation == .none
        else { return nil }
        return PlainRequest(path: head.path, isHead: head.method == .head)
    }

    /// Whether the client takes content of any kind (RFC 9110 section 12.5.1).
    package var acceptsAnything: Bool { head.acceptsAnything }

    /// Lends octets of the head.
    package func withOctets<R>(_ range: Range<Int>, _ body: (Span<UInt8>) -> R) -> R {
        let octets = head.fields.bytes
        return body(octets.span.extracting(range))
    }
}
