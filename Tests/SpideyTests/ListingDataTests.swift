import Foundation
import Testing

/// Listings as JSON: the same entries, for programs.
@Suite struct ListingDataTests {
    private struct Listing: Decodable, Equatable {
        struct Entry: Decodable, Equatable {
            let name: String
            let href: String?
            let type: String
            let link: Bool?
            let size: Int?
            let modified: String
        }
        let path: String
        let parent: String?
        let entries: [Entry]
        let directories, files, size, shown: Int
        let total: Int?
        let truncated: Bool
    }

    private static let json = ["Accept: application/json"]

    private func listing(_ reply: Reply) throws -> Listing {
        #expect(reply.status == 200 && reply["Content-Type"] == "application/json")
        #expect(reply["Vary"] == "Accept" && reply["X-Content-Type-Options"] == "nosniff")
        return try JSONDecoder().decode(Listing.self, from: Data(reply.body))
    }

    private func build(_ folder: Folder) throws {
        try folder.file("a b/10.txt", "1234567890")
        try folder.file("a b/2.txt", "12")
        try folder.file("a b/gr\u{fc}n/in.txt", "in")
        try folder.script("a b/run.sh", "true")
        try folder.link("a b/link", to: "2.txt")
        try folder.link("a b/folder", to: "gr\u{fc}n")
        try folder.link("a b/dangling", to: "nowhere")
        mkfifo(folder.site + "/a b/fifo", 0o644)
        var times = [timeval(tv_sec: 784_111_777, tv_usec: 999_999)]
        times.append(times[0])
        utimes(folder.site + "/a b/2.txt", &times)
    }

    @Test(arguments: Model.all) func contents(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let found = try listing(server.get("/a%20b/", Self.json))
            #expect(found.path == "/a b/" && found.parent == "../")
            #expect(
                found.entries.map(\.name) == [
                    "folder", "gr\u{fc}n", "2.txt", "10.txt", "fifo", "link", "run.sh",
                ])
            #expect(
                found.entries.map(\.href) == [
                    "./folder/", "./gr%C3%BCn/", "./2.txt", "./10.txt", nil, "./link", "./run.sh",
                ])
            #expect(
                found.entries.map(\.type) == [
                    "directory", "directory", "file", "file", "special", "file", "script",
                ])
            #expect(found.entries.map(\.link) == [true, nil, nil, nil, nil, true, nil])
            #expect(found.entries.map(\.size) == [nil, nil, 2, 10, nil, 2, 14])
            #expect(found.entries[2].modified == "1994-11-06T08:49:37Z")
            #expect(found.directories == 2 && found.files == 5 && found.size == 28)
            #expect(found.shown == 7 && found.total == 7 && !found.truncated)
            let root = try listing(server.get("/?json"))
            #expect(root.path == "/" && root.parent == nil && root.entries.count == 1)
        }
    }

    /// Whatever was asked before, each client gets its form; with the links of the page.
    @Test(arguments: Model.all) func bothForms(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for round in 0..<3 {
                if round == 2 { try server.folder.file("a b/new.txt", "new") }
                let page = try server.get("/a%20b/", ["Accept: text/html,*/*;q=0.8"])
                #expect(page["Content-Type"] == "text/html; charset=utf-8")
                #expect(page["Vary"] == "Accept")
                let data = try server.get("/a%20b/", Self.json)
                let found = try listing(data)
                let links = page.text.matches(of: /<a href="(\.\/[^."][^"]*)"/).map { String($0.1) }
                #expect(found.entries.compactMap(\.href) == links)
                #expect(found.entries.contains { $0.name == "new.txt" } == (round == 2))
                #expect(try server.get("/a%20b/?json", ["Accept: text/html"]).body == data.body)
                #expect(try server.get("/a%20b/?page").body == page.body)
                let head = try server.request("HEAD", "/a%20b/?json")
                #expect(head["Content-Length"] == "\(data.body.count)" && head.body.isEmpty)
                #expect(head["Content-Type"] == "application/json")
                // Section 13: each form has its own tag.
                let tag = try #require(data["ETag"])
                #expect(tag != page["ETag"])
                let same = try server.get("/a%20b/", Self.json + ["If-None-Match: \(tag)"])
                #expect(same.status == 304 && same["Vary"] == "Accept")
                #expect(try server.get("/a%20b/", ["If-None-Match: \(tag)"]).status == 200)
            }
        }
    }

    /// Names that are markup, controls, or no text at all: the link leads to the file.
    @Test(arguments: Model.all) func hostileNames(model: Model) throws {
        let texts = [
            "\"},{", "a\\\"b", "\u{1b}[31m", "line\nbreak", "\u{202e}x", "\u{2028}", "%41",
        ]
        let names =
            texts.map { Array($0.utf8) } + [[0xff, 0x41], [0xed, 0xa0, 0x80], [0x01, 0x7f]]
        try withSite(model) { folder in
            try folder.directory("names")
            for (index, name) in names.enumerated() {
                try folder.file(named: name, in: "names", "content \(index)")
            }
        } use: { server throws in
            let reply = try server.get("/names/?json")
            #expect(reply.body.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x0a })
            let entries = try listing(reply).entries
            #expect(
                Set(entries.map(\.name))
                    == Set(
                        texts + [
                            "\u{fffd}A", "\u{fffd}\u{fffd}\u{fffd}", "\u{1}\u{7f}",
                        ]))
            let contents = try entries.map {
                try server.get("/names/" + ($0.href ?? "").dropFirst(2)).text
            }
            #expect(Set(contents) == Set(names.indices.map { "content \($0)" }))
        }
    }

    /// A long one is sent while it is made, up to the limit.
    @Test(arguments: Model.all) func longListing(model: Model) throws {
        try withSite(model, ["--max-listing", "2500"]) { folder in
            for index in 0..<3000 { try folder.file("many/file\(index)", "12") }
        } use: { server throws in
            let reply = try server.get("/many/?json", within: 60)
            #expect(reply.isChunked)
            let found = try listing(reply)
            #expect(found.entries.map(\.name) == (0..<2500).map { "file\($0)" })
            #expect(found.shown == 2500 && found.files == 2500 && found.size == 5000)
            #expect(found.total == 3000 && found.truncated)
            let head = try server.request("HEAD", "/many/", Self.json)
            #expect(head.isChunked && head["Content-Type"] == "application/json")
            #expect(head["Vary"] == "Accept" && head.body.isEmpty)
        }
    }

    /// Refusals are JSON as well; an index file is what a directory is, in whatever form.
    @Test(arguments: Model.all) func refusals(model: Model) throws {
        try withSite(model, ["--no-listing"]) { folder in
            try folder.file("home/index.html", "the index")
            try folder.directory("sub")
        } use: { server throws in
            for (target, fields) in [("/sub/?json", []), ("/sub/", Self.json)] {
                let reply = try server.get(target, fields)
                #expect(reply.status == 403 && reply["Content-Type"] == "application/json")
                let object = try JSONSerialization.jsonObject(with: Data(reply.body))
                #expect((object as? [String: Any])?["status"] as? Int == 403)
            }
            #expect(try server.get("/sub/")["Content-Type"] == "text/html; charset=utf-8")
            #expect(try server.get("/home/?json").text == "the index")
            #expect(try server.get("/home/", Self.json).text == "the index")
            #expect(try server.get("/sub?json")["Location"] == "./sub/?json")
        }
    }

    /// The document that describes the members names each of them, and no others; python's parser
    /// reads what is sent.
    @Test(
        .enabled(
            if: FileManager.default.isExecutableFile(
                atPath: ListingDataTests.interpreter), "needs python3"))
    func schema() throws {
        let source = URL(fileURLWithPath: #filePath)
        let repository = source.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        try withSite(Model.all[0], build: build) { server throws in
            let reply = try server.get("/a%20b/?json")
            try server.folder.file("listing.json", bytes: reply.body)
            let run = try Shell.run(
                [
                    Self.interpreter, "-c", Self.check, repository + "/docs/listing-schema.json",
                    server.folder.site + "/listing.json",
                ], in: server.folder)
            #expect(run.isFine && run.out == "7 entries\n", "\(run.out)\(run.err)")
        }
    }

    private static let interpreter = "/usr/bin/python3"
    private static let check = """
        import datetime, json, sys
        schema, found = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:3])
        kinds = {"string": str, "integer": int, "boolean": bool, "array": list, "null": type(None)}
        def check(value, schema):
            assert set(schema["required"]) <= set(value) <= set(schema["properties"]), value
            for name, member in value.items():
                rule = schema["properties"][name]
                if "enum" in rule: assert member in rule["enum"], member
                types = rule.get("type", "string")
                types = types if isinstance(types, list) else [types]
                assert type(member) in [kinds[t] for t in types], (name, member)
        check(found, schema)
        for entry in found["entries"]:
            check(entry, schema["$defs"]["entry"])
            datetime.datetime.strptime(entry["modified"], "%Y-%m-%dT%H:%M:%SZ")
        used = set().union(*found["entries"])
        assert used == set(schema["$defs"]["entry"]["properties"]), used
        assert set(found) == set(schema["properties"]), set(found)
        print(len(found["entries"]), "entries")
        """
}
