import HTTPServer
import HTTPWire
import Sockets
import SystemCalls

/// A request for a path, as a value that work in another thread can own.
struct RequestContext: Sendable {
    let head: RequestHead
    let path: RequestPath
    /// What the command line adds to the response.
    var configured = ConfiguredFields()
    let client: SocketAddress
    /// Cancelled when the client has left while work is done for the request.
    let cancellation = Cancellation()

    /// The query as it was received, without the question mark; empty when there is none.
    var query: ArraySlice<UInt8> { head.query.map { head.fields.bytes[$0] } ?? [] }

    /// Path and query as received, also of a request in absolute-form.
    var originForm: [UInt8] {
        let path = head.fields.bytes[head.path]
        let query = head.query == nil ? [] : [UInt8(ascii: "?")] + query
        return (path.isEmpty ? [.slash] : Array(path)) + query
    }
}
