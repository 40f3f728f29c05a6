import Foundation
import Testing

/// Log lines into a pipe whose reader is slow or has stopped: lines are lost and counted, no
/// request waits, and the lines that get through are whole.
@Suite struct SlowLogReaderTests {
    /// A request whose lines in the log fill most of a page of a pipe.
    private static let long = "/" + String(repeating: "x", count: 2500)

    private func get(_ server: PipedServer, _ target: String) throws {
        let client = try RawClient(port: server.port)
        client.send(Server.head("GET", target))
        #expect(try client.reply().status == 404)
        #expect(client.closes())
    }

    /// Each time the reader takes something there is room for a line, and then none again.
    @Test(arguments: Model.all) func noRequestWaits(model: Model) throws {
        let server = try PipedServer(model, pipeSize: 8192)
        let rounds = 30
        let (_, alone) = try seconds {
            for _ in 0..<4 * rounds {
                try get(server, Self.long)
                server.read()
            }
        }
        let (_, crowded) = try seconds {
            for _ in 0..<rounds {
                for _ in 0..<4 { try get(server, Self.long) }
                server.read()
            }
        }
        // A wait of 100 ms in each round would be seen, whatever else the machine does.
        #expect(crowded < alone + 0.05 * Double(rounds), "\(crowded) s, \(alone) s alone")
        try server.expectAccounted(requests: 8 * rounds) { try get(server, "/none") }
    }

    /// Lines of more than `PIPE_BUF` bytes: the one for which the room does not suffice is cut, and
    /// the next one begins afresh.
    @Test(arguments: Model.all) func longLines(model: Model) throws {
        let server = try PipedServer(model, pipeSize: 65_536)
        for _ in 0..<20 { try get(server, "/" + String(repeating: "x", count: 6000)) }
        server.read()
        try server.expectAccounted(requests: 20) { try get(server, "/none") }
    }

    /// One that others write to as well must not change its ways for them.
    @Test(arguments: Model.all) func pipeOfOthers(model: Model) throws {
        let server = try PipedServer(model, pipeSize: 65_536)
        try get(server, "/none")
        let information = "/proc/\(server.child.pid)/fdinfo/2"
        let data = try #require(FileManager.default.contents(atPath: information))
        let flags = try #require(
            String(decoding: data, as: UTF8.self).firstMatch(of: /flags:\s*(\d+)/))
        #expect(Int32(flags.1, radix: 8).map { $0 & O_NONBLOCK } == 0)
    }
}

/// A spidey with `-v` whose standard error is a pipe that is read only when a test says so.
private final class PipedServer {
    let child: Child
    private(set) var port: UInt16 = 0
    private let folder: Folder
    private let pipe: Int32
    private var bytes: [UInt8] = []

    init(_ model: Model, pipeSize: Int32) throws {
        folder = try Folder()
        let path = folder.root + "/pipe"
        guard mkfifo(path, 0o600) == 0 else { throw HarnessError("mkfifo") }
        // Open for both: there is always a reader and a writer. 1031 is F_SETPIPE_SZ.
        pipe = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard pipe >= 0, fcntl(pipe, 1031, pipeSize) >= 0 else {
            throw HarnessError("no pipe")
        }
        child = try Child(
            ["sh", "-c", "exec \"$@\" 2>'\(path)'", "sh", Server.binary, "--mode", model.name]
                + ["-v", "-p", "0", "-d", folder.site] + model.flags, folder: folder.root,
            name: "piped")
        let listens = eventually {
            read()
            let match = text.firstMatch(of: /Listening on http:\/\/127\.0\.0\.1:(\d+)\/\n/)
            port = match.flatMap { UInt16($0.1) } ?? 0
            return port > 0
        }
        guard listens else { throw HarnessError("the server did not start: \(text)") }
    }

    deinit {
        child.end()
        close(pipe)
    }

    private var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Takes all that is in the pipe.
    func read() {
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Foundation.read(pipe, &piece, piece.count)
            guard count > 0 else { return }
            bytes += piece[..<count]
        }
    }

    /// Expects that the lines read and those that were lost make up all that the requests have
    /// written, and that no two lines are mixed.
    /// - Parameters:
    ///   - requests: those made so far, each of five lines.
    ///   - more: makes another request, for what is lost is said with the next line.
    func expectAccounted(requests: Int, more: () throws -> Void) throws {
        read()
        try more()
        let expected = 5 * (requests + 1)
        _ = eventually {
            read()
            return accounted >= expected
        }
        // One more may be lost: a warning that all workers are in use.
        #expect(expected...expected + 1 ~= accounted)
        #expect(text.contains(#/lines? (?:was|were) lost: nobody read them\n/#))
        for line in text.split(separator: "\n") {
            #expect(line.matches(of: /\[\d{4}-\d\d-\d\d \d\d:/).count <= 1, "\(line)")
        }
        #expect(!text.contains("\n\n"))
    }

    /// Whole lines of requests, and those that are said to be lost.
    private var accounted: Int {
        let lines = text.components(separatedBy: "\n").dropLast()
        let peer = #/\[[^\]]+\] 127\.0\.0\.1:\d+ \| (?:Connect|Finish|Handle \w+|Parsing \[.*\])/#
        let accepted = #/\[[^\]]+\] Accepted connection from 127\.0\.0\.1:\d+/#
        let whole = lines.filter {
            $0.wholeMatch(of: peer) != nil || $0.wholeMatch(of: accepted) != nil
        }
        let lost = lines.compactMap {
            $0.wholeMatch(of: #/\[[^\]]+\] (\d+) lines? (?:was|were) lost: .*/#)
        }
        return whole.count + lost.compactMap { Int($0.1) }.reduce(0, +)
    }
}
