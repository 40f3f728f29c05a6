import Foundation

/// A client that makes request after request on one connection, or on several.
final class Visitor {
    private let server: Server
    private var client: RawClient?

    /// - Parameter server: where it goes; a connection that the server closed is replaced.
    init(_ server: Server) { self.server = server }

    /// The answers to requests that are sent together.
    func get(together targets: [String]) throws -> [Reply] {
        let client = try self.client ?? server.connect()
        self.client = client
        client.send(targets.map { "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
        let replies = try targets.map { _ in try client.reply() }
        if replies.contains(where: { $0["Connection"] == "close" }) { self.client = nil }
        return replies
    }

    func get(_ target: String) throws -> Reply { try get(together: [target])[0] }
}
