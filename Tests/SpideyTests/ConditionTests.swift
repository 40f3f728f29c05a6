import Foundation
import Testing

/// Preconditions and ranges of RFC 9110, sections 13 and 14, over sockets: in all models, of what
/// is kept and what is not, whole and byte by byte.
@Suite struct ConditionTests {
    /// A request, and what comes of it.
    private struct Case {
        let section: String
        let target: String
        /// `TAG` and `DATE` stand for those of the target.
        let lines: [String]
        let status: Int
        var range: Range<Int>?
        var method = "GET"
    }

    private static let large = 400_000
    private static let marked = 5 << 30

    private static let cases: [Case] = [
        Case(section: "13.1.2", target: "/a.txt", lines: ["If-None-Match: TAG"], status: 304),
        Case(
            section: "13.1.2", target: "/large.bin",
            lines: ["If-None-Match: \"x\"", "If-None-Match: \"y\", W/TAG"], status: 304),
        Case(section: "13.1.2", target: "/sub/", lines: ["If-None-Match: TAG"], status: 304),
        Case(
            section: "13.1.2", target: "/sub/", lines: ["If-None-Match: *"], status: 304,
            method: "HEAD"),
        Case(section: "13.1.2", target: "/a.txt", lines: ["If-None-Match: \"x\""], status: 200),
        Case(section: "13.1.3", target: "/a.txt", lines: ["If-Modified-Since: DATE"], status: 304),
        Case(
            section: "13.1.3", target: "/a.txt",
            lines: ["If-Modified-Since: DATE", "If-None-Match: \"x\""], status: 200),
        Case(section: "13.1.1", target: "/a.txt", lines: ["If-Match: \"x\""], status: 412),
        Case(
            section: "13.1.4", target: "/a.txt",
            lines: ["If-Unmodified-Since: Sun Nov  6 08:49:37 1994"], status: 412),
        Case(
            section: "14.2", target: "/a.txt", lines: ["Range: bytes=2-4"], status: 206,
            range: 2..<5),
        Case(
            section: "14.2", target: "/small.bin", lines: ["Range: bytes=-10"], status: 206,
            range: 19_990..<20_000),
        Case(
            section: "14.2", target: "/large.bin", lines: ["Range: bytes=100-"], status: 206,
            range: 100..<large),
        Case(
            section: "14.2", target: "/large.bin", lines: ["Range: bytes=7-300000"], status: 206,
            range: 7..<300_001),
        Case(
            section: "13.1.5", target: "/large.bin", lines: ["Range: bytes=5-5", "If-Range: TAG"],
            status: 206, range: 5..<6),
        Case(
            section: "13.1.5", target: "/large.bin",
            lines: ["Range: bytes=5-5", "If-Range: \"x\""], status: 200),
        Case(section: "15.5.17", target: "/a.txt", lines: ["Range: bytes=99-"], status: 416),
        Case(
            section: "14.2", target: "/a.txt", lines: ["Range: bytes=1-2"], status: 200,
            method: "HEAD"),
    ]

    private static func content(_ target: String) -> [UInt8] {
        switch target {
        case "/a.txt": Array("content of a".utf8)
        case "/small.bin": noise(20_000)
        default: noise(large)
        }
    }

    private static func build(_ folder: Folder) throws {
        for target in ["/a.txt", "/small.bin", "/large.bin"] {
            try folder.file(String(target.dropFirst()), bytes: content(target))
        }
        try folder.file("sub/x.txt", "x")
        try folder.sparse("marked.bin", count: marked)
        let file = try #require(FileHandle(forWritingAtPath: folder.site + "/marked.bin"))
        try file.seek(toOffset: UInt64(marked - 9))
        try file.write(contentsOf: Data("the end!\n".utf8))
        try file.close()
    }

    /// Files whose last change is so long ago that their tags are strong.
    static func withSettledSite(
        _ model: Model, _ flags: [String] = [], build: (Folder) throws -> Void,
        _ body: (Server) throws -> Void
    ) throws {
        let folder = try Folder()
        try build(folder)
        pause(2.1, because: "a file has a weak tag until two seconds after its last change")
        try withServer(model, flags, folder: folder, body)
    }

    /// With a cache and, where there is one, without.
    private static let settings =
        Model.all.map { ($0, []) }
        + Model.all.filter { $0.home == .loop }.map { ($0, ["--cache", "0"]) }

    @Test(arguments: settings) func table(model: Model, flags: [String]) throws {
        try Self.withSettledSite(model, flags, build: Self.build) { server throws in
            for isWhole in [true, false] {
                for one in Self.cases { try Self.run(one, server, isWhole: isWhole) }
            }
        }
    }

    private static func run(_ one: Case, _ server: Server, isWhole: Bool) throws {
        let known = try server.get(one.target)
        let lines = one.lines.map {
            $0.replacing("TAG", with: known["ETag"] ?? "none")
                .replacing("DATE", with: known["Last-Modified"] ?? "none")
        }
        let client = try server.connect()
        let head = Server.head(one.method, one.target, lines)
        if isWhole { client.send(head) } else { client.trickle(head) }
        let reply = try client.reply(isHead: one.method == "HEAD")
        let name: Comment = "\(one.section): \(one.target) \(one.lines)"
        #expect(reply.status == one.status, name)
        switch one.status {
        case 206:
            let all = content(one.target)
            let range = try #require(one.range)
            let value = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(all.count)"
            #expect(reply["Content-Range"] == value, name)
            #expect(reply.body == Array(all[range]) && reply["ETag"] == known["ETag"], name)
        case 304:
            #expect(reply["ETag"] == known["ETag"] && reply["Date"] != nil, name)
            #expect(reply["Cache-Control"] == known["Cache-Control"], name)
            #expect(reply["Content-Type"] == nil && reply["Content-Length"] == nil, name)
        case 200:
            #expect(one.method == "HEAD" ? reply.body.isEmpty : reply.body == known.body, name)
        default: #expect(reply.text.contains("\(one.status)") && reply["ETag"] == nil, name)
        }
    }

    /// Sections 14.1.2 and 15.3.7.2 beyond what 32 bits can tell.
    @Test(arguments: Model.all) func beyondFourGigabytes(model: Model) throws {
        try withSite(model, build: Self.build) { server throws in
            let last = Self.marked - 1
            for value in ["\(last - 8)-", "-9", "\(last - 8)-\(last)", "\(last - 8)-\(Int.max)"] {
                let reply = try server.get("/marked.bin", ["Range: bytes=\(value)"])
                #expect(reply.status == 206 && reply.text == "the end!\n", "\(value)")
                #expect(reply["Content-Range"] == "bytes \(last - 8)-\(last)/\(last + 1)")
            }
            let several = try server.get(
                "/marked.bin", ["Range: bytes=-4, 4294967295-4294967296,\(last - 8)-\(last - 7)"])
            let type = try #require(several["Content-Type"])
            let boundary = type.replacing("multipart/byteranges; boundary=", with: "")
            let parts = several.text.components(separatedBy: "--\(boundary)")
            #expect(several.status == 206 && parts.count == 4, "\(several.text)")
            // Two that are near each other are one.
            #expect(parts[1].contains("bytes \(last - 8)-\(last)/\(last + 1)\r\n\r\nthe end!\n"))
            #expect(parts[2].contains("bytes 4294967295-4294967296/\(last + 1)\r\n\r\n\0\0\r\n"))
            #expect(parts.last == "--\r\n")
            let beyond = try server.get("/marked.bin", ["Range: bytes=\(last + 1)-"])
            #expect(beyond.status == 416 && beyond["Content-Range"] == "bytes */\(last + 1)")
        }
    }

    /// Many parts of a large file, alternately from memory and from the disk, to a client that
    /// takes little at a time; the log has what was sent.
    @Test(arguments: Model.all) func manyParts(model: Model) throws {
        let flags = ["--access-log", "json"]
        try withSite(model, flags, build: Self.build) { server throws in
            let specs = (0..<60).map { "\($0 * 6000)-\($0 * 6000 + 5000)" }
            let client = try server.connect(receiveBuffer: 4096)
            client.send(
                Server.head(
                    "GET", "/large.bin", ["Range: bytes=" + specs.joined(separator: ",")]))
            let reply = try client.reply()
            #expect(reply.status == 206 && reply["Content-Length"] == "\(reply.body.count)")
            let all = Self.content("/large.bin")
            var position = 0
            for index in 0..<60 {
                let range = index * 6000..<index * 6000 + 5001
                let head = "Content-Range: bytes \(range.lowerBound)-\(range.upperBound - 1)/"
                let start = try #require(
                    Reply.find(
                        Array("\(head)\(all.count)\r\n\r\n".utf8), in: reply.body,
                        from: position))
                let body =
                    try #require(
                        Reply.find([13, 10, 13, 10], in: reply.body, from: start)) + 4
                #expect(Array(reply.body[body..<body + range.count]) == Array(all[range]))
                position = body + range.count
            }
            let line = "\"bytes\":\(reply.body.count)"
            #expect(eventually { server.child.out.contains(line) }, "\(server.child.out)")
        }
    }
}
