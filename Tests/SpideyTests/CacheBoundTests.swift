import Foundation
import Testing

/// What an event loop keeps of its answers stays within bounds, whatever is asked for.
@Suite struct CacheBoundTests {
    private static let model = Model.all.first { $0.home == .loop }!
    /// Descriptors that the cache may keep, and some for what is open for a moment.
    private static let descriptors = 512 + 64 + 16

    private func visitAll(_ server: Server, _ targets: [String]) throws {
        let visitor = Visitor(server)
        for start in stride(from: 0, to: targets.count, by: 10) {
            let some = Array(targets[start..<min(start + 10, targets.count)])
            for reply in try visitor.get(together: some) { #expect(reply.status == 200) }
        }
    }

    /// Thirty times as much as the cache may hold.
    @Test func memory() throws {
        let targets = (0..<3000).map { "/\($0 % 30)/\($0).txt" }
        try withSite(Self.model, ["--workers", "1", "--cache", "1M"]) { folder in
            let text = String(repeating: "0123456789", count: 1000)
            for target in targets { try folder.file(String(target.dropFirst()), text + target) }
        } use: { server throws in
            try visitAll(server, Array(targets.prefix(300)))
            let worker = try #require(server.workers.first)
            let before = worker.residentKB
            for _ in 0..<2 { try visitAll(server, targets) }
            let growth = worker.residentKB - before
            #expect(growth < 3 * 1024, "\(growth) KB more")
            // What was kept and what was not: each is its own.
            for target in ["/0/0.txt", "/29/2999.txt"] {
                #expect(try server.get(target).text.hasSuffix(target))
            }
        }
    }

    @Test func largeFiles() throws {
        let targets = (0..<800).map { "/\($0).bin" }
        try withSite(Self.model, ["--workers", "1"]) { folder in
            // Larger than what is kept in memory.
            try folder.file("0.bin", bytes: noise(300_000))
            for target in targets.dropFirst() {
                try folder.sparse(String(target.dropFirst()), count: 300_000)
            }
        } use: { server throws in
            let worker = try #require(server.workers.first)
            let before = worker.descriptors().count
            for _ in 0..<2 { try visitAll(server, targets) }
            let growth = worker.descriptors().count - before
            #expect(growth > 100 && growth <= Self.descriptors, "\(growth) descriptors more")
            #expect(try server.get("/0.bin").body == noise(300_000))
        }
    }

    @Test func listings() throws {
        let targets = (0..<1000).map { "/\($0)/" }
        try withSite(Self.model, ["--workers", "1"]) { folder in
            for target in targets { try folder.file(target.dropFirst() + "x.txt", "x") }
        } use: { server throws in
            let worker = try #require(server.workers.first)
            let before = worker.descriptors().count
            for _ in 0..<3 { try visitAll(server, targets) }
            for target in targets {
                truncate(server.folder.site + target + "x.txt", 3)
            }
            try visitAll(server, targets)
            let growth = worker.descriptors().count - before
            #expect(growth <= Self.descriptors, "\(growth) descriptors more")
        }
    }
}
