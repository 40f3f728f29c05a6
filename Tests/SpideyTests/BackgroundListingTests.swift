import Foundation
import Testing

/// A listing that an event loop has made in the background, because its directory was slow: what
/// has changed meanwhile is seen by the next request.
///
/// The directory is made slow by delaying the calls that look at its entries.
@Suite(.enabled(if: Tracer.isPossible, "needs strace, and the right to trace"))
struct BackgroundListingTests {
    private static let model = Model.all.first { $0.home == .loop }!
    private static let entries = 40
    private static let rounds = 4
    private static let delay = "statx,newfstatat:delay_enter=10000"

    @Test func changedMeanwhile() throws {
        try withSite(Self.model, ["--workers", "1"]) { folder in
            for index in 0..<Self.entries { try folder.file("many/entry-\(index).txt", "") }
        } use: { server throws in
            let visitor = Visitor(server)
            // Asked for twice, it is watched, and then kept.
            for _ in 0..<3 { #expect(try visitor.get("/many/").status == 200) }
            let worker = try #require(server.workers.first)
            try Tracer.attached(to: worker.pid, Self.delay, server) { tracer throws in
                for round in 0..<Self.rounds {
                    try server.folder.file("many/before-\(round)", "")
                    try changeWhileMaking(server, tracer, "during-\(round)")
                    let text = try visitor.get("/many/").text
                    #expect(text.contains("before-\(round)") && text.contains("during-\(round)"))
                }
            }
        }
    }

    /// Asks for the listing, and makes one more entry when its names have been read.
    private func changeWhileMaking(
        _ server: Server, _ tracer: Tracer, _ name: String
    ) throws {
        let seen = tracer.lines.count
        let client = try server.connect()
        client.send(Server.head("GET", "/many/"))
        // Until a second thread looks at the entries, unless one was enough.
        _ = eventually(within: 5) {
            let looks = tracer.lines.dropFirst(seen).filter { $0.contains("entry-") }
            return Set(looks.map { $0.prefix { $0.isNumber } }).count > 1 || client.read(within: 0)
        }
        try server.folder.file("many/" + name, "")
        #expect(try client.reply().status == 200)
    }
}
