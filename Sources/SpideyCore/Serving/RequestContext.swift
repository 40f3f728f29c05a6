import HTTPWire
import SystemCalls

/// A request as the responders see it.
struct RequestContext {
    let head: RequestHead
    let path: RequestPath
    let client: SocketAddress

    /// The path as it was received, never empty.
    var rawPath: ArraySlice<UInt8> { head.fields.bytes[head.path] }

    /// The query as it was received, without the question mark; empty when there is none.
    var query: ArraySlice<UInt8> { head.query.map { head.fields.bytes[$0] } ?? [] }
}
