import Foundation
import Testing

/// After ten thousand connections everything is as it was.
@Suite(.serialized) struct SoakTests {
    private static let connections = 10_000
    private static let clients = 4

    @Test(arguments: Model.all) func soak(model: Model) throws {
        try withSite(model) { folder in
            try folder.file("a.txt", "content of a")
            try folder.directory("sub")
            try folder.script("a.sh", "echo Content-Type: text/plain; echo; echo hi")
        } use: { server throws in
            // Memory that is taken once, for whatever kind of request.
            _ = hammer(server, 400)
            let descriptors = server.settledDescriptors()
            let resident = server.residentKB
            let failures = hammer(server, Self.connections)
            #expect(failures == 0)
            #expect(eventually { server.isAtRest })
            #expect(server.zombies.isEmpty)
            #expect(server.settledDescriptors() == descriptors)
            let growth = server.residentKB - resident
            #expect(growth < 1024, "\(growth) KB more")
            #expect(try server.get("/a.txt").text == "content of a")
        }
    }

    /// A mix of what clients do, from several at once.
    /// - Returns: how many did not get what they asked for.
    private func hammer(_ server: Server, _ count: Int) -> Int {
        let failures = Counter()
        let port = server.port
        DispatchQueue.concurrentPerform(iterations: Self.clients) { worker in
            for index in 0..<(count / Self.clients) where !Self.visit(port, index + worker) {
                failures.add()
            }
        }
        return failures.value
    }

    private static func visit(_ port: UInt16, _ index: Int) -> Bool {
        guard let client = try? RawClient(port: port) else { return false }
        func status(_ target: String) -> Int? {
            client.send(Server.head("GET", target))
            return try? client.reply().status
        }
        switch index % 100 {
        case 0: return status("/a.sh") == 200
        case 1...4: return status("/sub/") == 200
        case 5...9: return status("/nothing") == 404
        case 10...11:
            client.send("garbage\r\n\r\n")
            return (try? client.reply().status) == 400
        case 12...14: return true  // Leaves without a word.
        case 15...17:
            client.send(Server.head("GET", "/a.txt"))
            return true  // Leaves without its answer.
        default: return status("/a.txt") == 200
        }
    }
}
