import Foundation
import Testing

/// Validators over sockets: what was fetched once is never taken for something else.
@Suite struct ValidatorTests {
    private static func age(_ path: String) throws {
        let old = timespec(tv_sec: 1_000_000_000, tv_nsec: 0)
        guard utimensat(AT_FDCWD, path, [old, old], 0) == 0 else { throw HarnessError(path) }
    }

    /// Equal size, equal time, other content: renamed into each other's place.
    @Test(arguments: Model.all) func exchangedFiles(model: Model) throws {
        try ConditionTests.withSettledSite(
            model,
            build: { folder in
                for (name, text) in [("a.txt", "one"), ("b.txt", "two")] {
                    try folder.file(name, text)
                    try Self.age(folder.site + "/" + name)
                }
            },
            { server throws in
                let site = server.folder.site
                var known = try server.get("/a.txt")
                #expect(known["ETag"]?.hasPrefix("\"") == true)
                for text in ["two", "one", "two"] {
                    rename(site + "/a.txt", site + "/c.txt")
                    rename(site + "/b.txt", site + "/a.txt")
                    rename(site + "/c.txt", site + "/b.txt")
                    let tag = known["ETag"] ?? ""
                    let reply = try server.get("/a.txt", ["If-None-Match: \(tag)"])
                    #expect(reply.status == 200 && reply.text == text)
                    #expect(reply["Last-Modified"] == known["Last-Modified"])
                    let part = try server.get(
                        "/a.txt", ["Range: bytes=1-", "If-Range: \(tag)"])
                    #expect(part.status == 200 && part.text == text)
                    known = reply
                }
            })
    }

    /// A file that has just been written has a weak tag, which no later response has, and soon a
    /// strong one, whether it is kept or not.
    @Test(arguments: Model.all) func filesBeingWritten(model: Model) throws {
        let flags = model.workers > 0 ? ["--workers", "1"] : []
        try withSite(model, flags) {
            try $0.file("log.txt", "one")
        } use: { server throws in
            try server.folder.file("log.txt", "two")
            let fresh = try server.get("/log.txt")
            let tag = try #require(fresh["ETag"])
            #expect(tag.hasPrefix("W/\""))
            let part = try server.get("/log.txt", ["Range: bytes=1-", "If-Range: \(tag)"])
            #expect(part.status == 200)
            var settled: String?
            let isStrong = try eventually(within: 10) {
                settled = try server.get("/log.txt")["ETag"]
                return settled?.hasPrefix("\"") == true
            }
            #expect(isStrong, "\(settled ?? "none")")
            #expect(try server.get("/log.txt", ["If-None-Match: \(tag)"]).status == 200)
            let strong = try #require(settled)
            #expect(try server.get("/log.txt", ["If-None-Match: \(strong)"]).status == 304)
        }
    }

    /// A listing is another one when anything that it shows has changed.
    @Test(arguments: Model.all) func listings(model: Model) throws {
        try withSite(model) {
            try $0.file("sub/one.txt", "1")
        } use: { server throws in
            let tag = try #require(try server.get("/sub/")["ETag"])
            for _ in 0..<3 {
                let reply = try server.get("/sub/", ["If-None-Match: \(tag)"])
                #expect(reply.status == 304 && reply["ETag"] == tag)
            }
            try server.folder.file("sub/one.txt", "12")
            let changed = try server.get("/sub/", ["If-None-Match: \(tag)"])
            #expect(changed.status == 200 && changed.text.contains("2 bytes"))
            try server.folder.file("sub/two.txt", "")
            let more = try server.get("/sub/", ["If-None-Match: \(changed["ETag"] ?? "")"])
            #expect(more.status == 200 && more.text.contains("two.txt"))
        }
    }

    // MARK: Freshness

    /// What may change is asked for each time, unless the operator knows better.
    @Test(arguments: Model.all) func cacheControl(model: Model) throws {
        let flags = ["--max-age", "*.css=3600", "--max-age", "60", "--max-age", "live/**=0"]
        for (options, expected) in [
            ([], ["no-cache", "no-cache", "no-cache"]),
            (flags, ["max-age=60", "max-age=3600", "no-cache"]),
        ] {
            try withSite(model, options) { folder in
                for name in ["a.txt", "deep/a.css", "live/a.css"] { try folder.file(name, "a") }
            } use: { server throws in
                for (target, control) in zip(["/a.txt", "/deep/a.css", "/live/a.css"], expected) {
                    for _ in 0..<2 { #expect(try server.get(target)["Cache-Control"] == control) }
                }
                for target in ["/", "/deep", "/nothing"] {
                    #expect(try server.get(target)["Cache-Control"] == "no-cache", "\(target)")
                }
            }
        }
    }
}
