import Foundation
import Testing

/// Small requests for a large listing, from clients that do not read it: the memory of all of them
/// together is bounded, and given back.
@Suite(.serialized) struct ListingMemoryTests {
    private static let entries = 50_000
    /// So many of them are shown: the default of `--max-listing`.
    private static let shown = 10_000
    private static let clients = 300
    /// KB that the crowd may cost beyond what its connections cost when they rest: a dozen listings
    /// in the making, each of which takes 4 to 10 MB of names, items and sorting.
    private static let allowance = 150 * 1024
    /// KB of all the server's processes some seconds after the crowd has gone.
    private static let afterwards = 100 * 1024

    private func build(_ folder: Folder) throws {
        try folder.file("a.txt", "content of a")
        try folder.directory("many")
        for index in 0..<Self.entries {
            let path = folder.site + "/many/" + Self.name(index)
            let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
            guard file >= 0 else { throw HarnessError("cannot create \(path)") }
            close(file)
        }
    }

    private static func name(_ index: Int) -> String { "entry-\(index).txt" }

    @Test(arguments: Model.crowded) func unreadListings(model: Model) throws {
        try withSite(model, ["--max-connections", "800"], build: build) { server throws in
            try serveCrowd(server)
            let isGivenBack = eventually(within: 10) {
                server.isAtRest && server.anonymousKB < Self.afterwards
            }
            #expect(isGivenBack, "\(server.anonymousKB) KB after all have gone")
            // One that reads has all of it.
            let reply = try whole(server)
            #expect(reply.status == 200)
            let numbers = reply.text.components(separatedBy: "href=\"./entry-").dropFirst()
                .map { $0.prefix { $0 != "." } }
            #expect(numbers.count == Self.shown && Set(numbers).count == Self.shown)
        }
    }

    /// Lets the crowd ask and not read, and others be served meanwhile. It is gone on return.
    private func serveCrowd(_ server: Server) throws {
        let crowd = try (0..<Self.clients).map { _ in
            let client = try server.connect(receiveBuffer: 4096)
            client.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.reply().status == 200)
            return client
        }
        let before = server.anonymousKB
        for client in crowd { client.send("GET /many/ HTTP/1.1\r\nHost: a\r\n\r\n") }
        let peak = peak(server, from: before)
        let growth = peak - before
        // Beyond it, what follows would only take its time.
        try #require(growth < Self.allowance, "\(growth) KB more than the \(before) KB at rest")
        // Another one that wants little is served, and one more that wants the listing is heard.
        let (reply, time) = try seconds { try server.get("/a.txt") }
        #expect(reply.text == "content of a" && time < 5, "\(time) s")
        let reader = try server.connect()
        reader.send(Server.head("GET", "/many/"))
        for client in crowd { try expectBeginning(client) }
        for client in crowd { client.leave() }
        let answer = try reader.reply()
        #expect(answer.status == 200 || answer.status == 503 && answer["Retry-After"] != nil)
    }

    /// The most memory in KB until the server has stopped working, or more than is allowed.
    private func peak(_ server: Server, from before: Int) -> Int {
        var peak = 0
        var (busy, since) = (0.0, now)
        _ = eventually(within: 20) {
            peak = max(peak, server.anonymousKB)
            let cpu = server.process.family.map(\.cpuSeconds).reduce(0, +)
            if cpu > busy + 0.02 { (busy, since) = (cpu, now) }
            // Only its inactivity shows that it has done all that it will.
            return peak - before > Self.allowance || now > since + 0.7
        }
        return peak
    }

    /// What has come is the beginning of the listing, or a refusal for now; nothing may have come.
    private func expectBeginning(_ client: RawClient) throws {
        client.read(within: 0)
        guard !client.held.isEmpty else { return #expect(client.ending == .silent) }
        let text = String(decoding: client.held, as: UTF8.self)
        let isRefusal = text.hasPrefix("HTTP/1.1 503 ") && text.contains("\r\nRetry-After: ")
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") || isRefusal, "\(text.prefix(200))")
    }

    /// The listing, which may be refused as long as others are being made.
    private func whole(_ server: Server) throws -> Reply {
        var reply = try server.get("/many/", within: 30)
        _ = try eventually {
            guard reply.status == 503 else { return true }
            #expect(reply["Retry-After"] != nil)
            reply = try server.get("/many/", within: 30)
            return reply.status != 503
        }
        return reply
    }
}
