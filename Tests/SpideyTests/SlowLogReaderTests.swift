import Foundation
import Testing

/// Log lines into a pipe whose reader is slow or has stopped: no request waits; lines that find no
/// room wait, up to a bound, beyond which they are lost and counted; and the lines that get through
/// are whole.
@Suite struct SlowLogReaderTests {
    /// A request whose lines in the log fill most of a page of a pipe.
    private static let long = "/" + String(repeating: "x", count: 3300)
    /// So many of those are more than a process keeps waiting, 1 MB.
    private static let many = 330

    /// Each time the reader takes something there is room for a line, and then none again.
    @Test(arguments: Model.all) func noRequestWaits(model: Model) throws {
        let server = try PipedServer(model)
        let rounds = 30
        let (_, alone) = try seconds {
            for _ in 0..<4 * rounds {
                try server.get(Self.long)
                server.read()
            }
        }
        server.fill()
        for _ in 0..<Self.many { try server.get(Self.long) }
        let (_, crowded) = try seconds {
            for _ in 0..<rounds {
                for _ in 0..<4 { try server.get(Self.long) }
                server.read(atMost: 4096)
            }
        }
        // A wait of 100 ms in each round would be seen, whatever else the machine does.
        #expect(crowded < alone + 0.05 * Double(rounds), "\(crowded) s, \(alone) s alone")
        try expectAccounted(server, requests: 8 * rounds + Self.many)
    }

    /// Expects that the lines read and those that were lost make up all that the requests have
    /// written, and that it is not said more than once a second.
    /// - Parameter requests: those made so far, each of five lines.
    private func expectAccounted(_ server: PipedServer, requests: Int) throws {
        var (made, last) = (requests, now)
        let start = now
        _ = try eventually {
            server.read()
            if server.whole + server.lost.lines >= 5 * made { return true }
            // What is lost is said with a later line.
            if now > last + 1.1 {
                try server.get("/none")
                (made, last) = (made + 1, now)
            }
            return false
        }
        let (lines, reports) = server.lost
        // One more may be lost: a warning that all workers are in use.
        #expect(5 * made...5 * made + 1 ~= server.whole + lines, "\(server.whole), \(lines)")
        #expect(lines > 0 && reports <= 2 + Int(now - start))
        server.expectUnmixed()
    }

    /// A burst that is more than a pipe usually holds is kept whole, although nobody reads it
    /// before its end.
    @Test(arguments: Model.all) func burst(model: Model) throws {
        let server = try PipedServer(model)
        for _ in 0..<100 { try server.get(Self.long) }
        try expectAll(server, requests: 100)
    }

    /// A full pipe: lines wait in the server, and leave without another request when there is room.
    @Test(arguments: Model.all.filter { !$0.forks }) func backlog(model: Model) throws {
        let server = try PipedServer(model)
        server.fill()
        for _ in 0..<100 { try server.get(Self.long) }
        try expectAll(server, requests: 100)
    }

    /// More lines than fit into the pipe, from processes of a single connection: they wait for the
    /// reader at their end.
    @Test(arguments: Model.all) func attentiveReader(model: Model) throws {
        let server = try PipedServer(model)
        for _ in 0..<400 {
            try server.get(Self.long)
            server.read(atMost: 8192)
        }
        try expectAll(server, requests: 400)
    }

    /// Lines of more than `PIPE_BUF` bytes: the rest of one that had room in part follows.
    @Test(arguments: Model.all.filter { !$0.forks }) func longLines(model: Model) throws {
        let server = try PipedServer(model)
        server.fill()
        server.read(atMost: 8192)
        try server.get("/" + String(repeating: "x", count: 7000))
        try expectAll(server, requests: 1)
        #expect(server.text.contains(String(repeating: "x", count: 7000)))
    }

    /// Lines that wait when the server is told to stop are written if the reader goes on.
    @Test(arguments: Model.all.filter { !$0.forks }) func linesAtTheEnd(model: Model) throws {
        let server = try PipedServer(model)
        server.fill()
        for _ in 0..<20 { try server.get(Self.long) }
        kill(server.child.pid, SIGTERM)
        try expectAll(server, requests: 20)
        #expect(eventually { server.child.poll() != nil })
        #expect(server.child.ended == .exited(0))
    }

    private func expectAll(_ server: PipedServer, requests: Int) throws {
        _ = eventually {
            server.read()
            return server.whole >= 5 * requests
        }
        #expect(server.whole == 5 * requests && server.lost.lines == 0, "\(server.lost)")
        server.expectUnmixed()
    }

    /// One that others write to as well must not change its ways for them.
    @Test(arguments: Model.all) func pipeOfOthers(model: Model) throws {
        let server = try PipedServer(model)
        try server.get("/none")
        let information = "/proc/\(server.child.pid)/fdinfo/2"
        let data = try #require(FileManager.default.contents(atPath: information))
        let flags = try #require(
            String(decoding: data, as: UTF8.self).firstMatch(of: /flags:\s*(\d+)/))
        #expect(Int32(flags.1, radix: 8).map { $0 & O_NONBLOCK } == 0)
    }
}
