import Foundation
import Testing

/// `--access-log`: a line for each response.
@Suite struct AccessLogTests {
    private func site(_ folder: Folder) throws {
        try folder.file("a.txt", String(repeating: "a", count: 1234))
        try folder.file("big.bin", bytes: noise(300_000))
        try folder.script("run.sh", "printf 'Content-Type: text/plain\\n\\n'; printf 'hello'")
    }

    /// Method, target, status and bytes of content.
    private static let requests: [(method: String, target: String, status: Int, bytes: Int?)] = [
        ("GET", "/a.txt", 200, 1234), ("HEAD", "/a.txt", 200, 0), ("GET", "/big.bin", 200, 300_000),
        ("GET", "/run.sh?x=1", 200, 5), ("OPTIONS", "/a.txt", 204, 0),
        ("GET", "/%22%5c", 404, nil), ("DELETE", "/a.txt", 405, nil),
    ]

    @Test(arguments: Model.all) func json(model: Model) throws {
        let folder = try Folder()
        try site(folder)
        let path = folder.root + "/access.json"
        try withServer(model, ["--access-log", "json:\(path)"], folder: folder) { server throws in
            for (index, request) in Self.requests.enumerated() {
                let agent = "User-Agent: a \"quoted\" \\ \t agent\u{fc}"
                let reply = try server.request(request.method, request.target, [agent])
                #expect(reply.status == request.status)
                // A line is written behind its response: the next one could overtake it.
                #expect(AccessEntry.lines(path, index + 1).count == index + 1)
            }
            _ = try server.talk("nonsense\r\n\r\n")
            let lines = AccessEntry.lines(path, Self.requests.count + 1)
            #expect(lines.count == Self.requests.count + 1)
            for (line, request) in zip(lines, Self.requests) {
                let entry = try AccessEntry(line)
                #expect(entry.method == request.method && entry.target == request.target)
                #expect(entry.status == request.status && entry.complete)
                if let bytes = request.bytes { #expect(entry.bytes == bytes, "\(line)") }
                #expect(entry.userAgent == "a \"quoted\" \\ \t agent\u{fc}")
                #expect(entry.client == "127.0.0.1" && entry.protocol == "HTTP/1.1")
                #expect(entry.referer == nil && entry.durationUs >= 0)
                #expect(entry.time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
            }
            let bad = try AccessEntry(lines.last!)
            #expect(bad.status == 400 && bad.method.isEmpty)
        }
    }

    @Test(arguments: Model.all) func combined(model: Model) throws {
        let folder = try Folder()
        try site(folder)
        let path = folder.root + "/access.log"
        let flags = ["--access-log", "combined:\(path)"]
        try withServer(model, flags, folder: folder) { server throws in
            for (index, request) in Self.requests.enumerated() {
                let agent = ["User-Agent: x\"y\u{e9}", "Referer: http://r/"]
                _ = try server.request(request.method, request.target, agent)
                #expect(AccessEntry.lines(path, index + 1).count == index + 1)
            }
            let lines = AccessEntry.lines(path, Self.requests.count)
            let shape =
                #/
                127\.0\.0\.1\ -\ -\ \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\ [+-]\d{4}\]
                \ "(\S+)\ (\S+)\ HTTP/1\.1"\ (\d{3})\ (\d+)\ "http://r/"\ "x\\"y\\xc3\\xa9"
                /#
            for (line, request) in zip(lines, Self.requests) {
                let match = try #require(try shape.wholeMatch(in: line), "\(line)")
                #expect(match.1 == request.method && match.3 == "\(request.status)")
                if let bytes = request.bytes { #expect(match.4 == "\(bytes)", "\(line)") }
            }
        }
    }

    /// Without a file, lines go to standard output; several servers may append to one file.
    @Test(arguments: Model.all) func standardOutput(model: Model) throws {
        let folder = try Folder()
        try site(folder)
        try withServer(model, ["--access-log", "combined"], folder: folder) { server throws in
            _ = try server.get("/a.txt")
            #expect(eventually { server.child.out.contains("\"GET /a.txt HTTP/1.1\" 200 1234 ") })
        }
    }

    /// A client that leaves early is logged with what it got.
    @Test(arguments: Model.all) func cutShort(model: Model) throws {
        let folder = try Folder()
        try folder.sparse("huge.bin", count: 200 << 20)
        let path = folder.root + "/access.json"
        try withServer(model, ["--access-log", "json:\(path)"], folder: folder) { server throws in
            do {
                let client = try server.connect(receiveBuffer: 4096)
                client.send(Server.head("GET", "/huge.bin"))
                client.read()
            }
            let line = try #require(AccessEntry.lines(path, 1).first)
            let entry = try AccessEntry(line)
            #expect(!entry.complete && entry.bytes < 200 << 20 && entry.status == 200)
        }
    }

    /// A full disk must not fail a request.
    @Test(arguments: Model.all) func fullDisk(model: Model) throws {
        let folder = try Folder()
        try site(folder)
        try withServer(model, ["--access-log", "json:/dev/full"], folder: folder) { server throws in
            for _ in 0..<3 { #expect(try server.get("/a.txt").body.count == 1234) }
        }
    }
}
