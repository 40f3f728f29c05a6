import Foundation
import Testing

/// curl and wget: going on with a download, and asking only for what is new.
@Suite struct DownloadTests {
    private static let count = 300_000

    private func withFile(
        _ model: Model, _ body: (_ server: Server, _ url: String, _ copy: String) throws -> Void
    ) throws {
        try ConditionTests.withSettledSite(
            model, build: { try $0.file("a.bin", bytes: noise(Self.count)) },
            { server throws in
                try body(
                    server, "http://127.0.0.1:\(server.port)/a.bin", server.folder.root + "/copy")
            })
    }

    private func curl(_ arguments: [String], _ folder: Folder) throws -> String {
        let run = try Shell.run(
            ["curl", "-sS", "-m", "20", "-w", "%{http_code}"] + arguments, in: folder)
        #expect(run.isFine, "\(arguments): \(run.err)")
        return run.out
    }

    private func bytes(_ path: String) -> [UInt8] {
        Array(FileManager.default.contents(atPath: path) ?? Data())
    }

    @Test(.enabled(if: Shell.has("curl"), "curl is not installed"), arguments: Model.all)
    func curl(model: Model) throws {
        try withFile(model) { server, url, copy in
            let folder = server.folder
            let all = noise(Self.count)
            // -C -: the rest of what is there.
            try Data(all.prefix(100_000)).write(to: URL(fileURLWithPath: copy))
            #expect(try curl(["-C", "-", "-o", copy, url], folder) == "206")
            #expect(bytes(copy) == all)
            // -r: one range, and several.
            #expect(try curl(["-r", "5-9", "-o", copy, url], folder) == "206")
            #expect(bytes(copy) == Array(all[5...9]))
            #expect(try curl(["-r", "0-9,100000-100009", "-o", copy, url], folder) == "206")
            #expect(bytes(copy).count > 200)
            // -z: a file's time. curl keeps the copy when it gets a 304.
            #expect(try curl(["-R", "-o", copy, url], folder) == "200")
            #expect(try curl(["-z", copy, "-o", copy, url], folder) == "304")
            #expect(bytes(copy) == all)
            #expect(try curl(["-z", "2001-01-01", "-o", copy, url], folder) == "200")
            // A tag, saved and compared.
            let tag = folder.root + "/tag"
            #expect(try curl(["--etag-save", tag, "-o", copy, url], folder) == "200")
            #expect(try curl(["--etag-compare", tag, "-o", copy, url], folder) == "304")
            try folder.file("a.bin", "something new")
            #expect(try curl(["--etag-compare", tag, "-o", copy, url], folder) == "200")
            #expect(String(decoding: bytes(copy), as: UTF8.self) == "something new")
        }
    }

    @Test(.enabled(if: Shell.has("wget"), "wget is not installed"), arguments: Model.all)
    func wget(model: Model) throws {
        try withFile(model) { server, url, _ in
            let folder = server.folder
            let copy = folder.root + "/a.bin"
            let all = noise(Self.count)
            func wget(_ flag: String) throws -> String {
                let run = try Shell.run(
                    ["wget", "-nv", "-S", "-T", "20", "-t", "1", flag, "-P", folder.root, url],
                    in: folder)
                #expect(run.isFine, "\(flag): \(run.err)")
                return run.err
            }
            // -c: the rest of what is there, and nothing when all is.
            try Data(all.prefix(100_000)).write(to: URL(fileURLWithPath: copy))
            #expect(try wget("-c").contains("206 Partial Content"))
            #expect(bytes(copy) == all)
            #expect(try wget("-c").contains("416 Range Not Satisfiable"))
            #expect(bytes(copy) == all)
            // -N: only what is newer, of the time that the server says.
            unlink(copy)
            #expect(try wget("-N").contains("200 OK"))
            #expect(try wget("-N").contains("304 Not Modified"))
            #expect(bytes(copy) == all)
        }
    }
}
