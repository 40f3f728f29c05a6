import Foundation
import Testing

/// One way in which what a path leads to changes.
struct SiteChange: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What is asked for before and after.
    let target: String
    let before: String
    var was = 200
    /// What is found in the answer afterwards, and its status.
    let after: String
    var status = 200
    let build: @Sendable (Folder) throws -> Void
    let change: @Sendable (_ site: String) throws -> Void
}

/// After a change on the disk the next request sees it, whatever was kept of the answers before.
@Suite struct FreshnessTests {
    /// As long after a change as what is found by looking only is kept at all.
    private static let settling = 0.15

    private static func put(_ path: String, _ text: String, _ flags: Int32 = O_TRUNC) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o644)
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard write(file, bytes, bytes.count) == bytes.count else { throw HarnessError(path) }
    }

    private static func must(_ result: Int32) throws {
        guard result == 0 else { throw HarnessError(String(cString: strerror(errno))) }
    }

    /// Modified so long ago that every change of the time shows.
    private static func age(_ path: String) throws {
        let old = timespec(tv_sec: 1_000_000_000, tv_nsec: 0)
        try must(utimensat(AT_FDCWD, path, [old, old], 0))
    }

    private static let large = String(repeating: "large old ", count: 20_000)

    private static func site(_ folder: Folder) throws {
        try folder.file("a.txt", "old a")
        try folder.file("d/e/b.txt", "old b")
        try folder.file("other/e/b.txt", "new b")
        try folder.file("large.bin", large)
        try folder.file("run.sh", "#!/bin/sh\nprintf 'A: b\\n\\nnew'\n")
        try folder.file("1/x.txt", "old x")
        try folder.file("2/x.txt", "new x")
        try folder.link("current", to: "1")
        try folder.link("link.txt", to: "1/x.txt")
        try folder.link("ahead.txt", to: "2/ahead")
        try folder.file("named.txt", "old named")
        try must(link(folder.site + "/named.txt", folder.site + "/2/other-name"))
        try folder.file("list/one.txt", "1")
        try folder.file("list/sub/two.txt", "2")
        for path in ["/list/sub", "/list/one.txt"] { try age(folder.site + path) }
        try folder.file("home/x", "")
    }

    private static let changes: [SiteChange] = [
        .init(
            testDescription: "written in place", target: "/a.txt", before: "old a", after: "new a",
            build: site, change: { try put($0 + "/a.txt", "new a", 0) }),
        .init(
            testDescription: "appended", target: "/a.txt", before: "old a", after: "old a, more",
            build: site, change: { try put($0 + "/a.txt", ", more", O_APPEND) }),
        .init(
            testDescription: "truncated", target: "/a.txt", before: "old a", after: "ol",
            build: site, change: { try must(truncate($0 + "/a.txt", 2)) }),
        .init(
            testDescription: "renamed over", target: "/a.txt", before: "old a", after: "new a",
            build: site,
            change: {
                try put($0 + "/.new", "new a")
                try must(rename($0 + "/.new", $0 + "/a.txt"))
            }),
        .init(
            testDescription: "unlinked", target: "/a.txt", before: "old a", after: "", status: 404,
            build: site, change: { try must(unlink($0 + "/a.txt")) }),
        .init(
            testDescription: "appears", target: "/d/new.txt", before: "", was: 404, after: "new",
            build: site, change: { try put($0 + "/d/new.txt", "new") }),
        .init(
            testDescription: "appears behind a link", target: "/ahead.txt", before: "", was: 404,
            after: "new", build: site, change: { try put($0 + "/2/ahead", "new") }),
        .init(
            testDescription: "appears with its directories", target: "/n/m/new.txt", before: "",
            was: 404, after: "new", build: site,
            change: {
                try must(mkdir($0 + "/n", 0o755))
                try must(mkdir($0 + "/n/m", 0o755))
                try put($0 + "/n/m/new.txt", "new")
            }),
        .init(
            testDescription: "appears by renaming a directory", target: "/n/e/b.txt", before: "",
            was: 404, after: "old b", build: site,
            change: { try must(rename($0 + "/d", $0 + "/n")) }),
        .init(
            testDescription: "made a script", target: "/run.sh", before: "#!/bin/sh", after: "new",
            build: site, change: { try must(chmod($0 + "/run.sh", 0o755)) }),
        .init(
            testDescription: "directory replaced", target: "/d/e/b.txt", before: "old b",
            after: "new b", build: site,
            change: {
                try must(rename($0 + "/d/e", $0 + "/gone"))
                try must(rename($0 + "/other/e", $0 + "/d/e"))
            }),
        .init(
            testDescription: "ancestor replaced", target: "/d/e/b.txt", before: "old b",
            after: "new b", build: site,
            change: {
                try must(rename($0 + "/d", $0 + "/gone"))
                try must(rename($0 + "/other", $0 + "/d"))
            }),
        .init(
            testDescription: "ancestor renamed", target: "/d/e/b.txt", before: "old b", after: "",
            status: 404, build: site, change: { try must(rename($0 + "/d", $0 + "/gone")) }),
        .init(
            testDescription: "directory becomes a link", target: "/d/e/b.txt", before: "old b",
            after: "new b", build: site,
            change: {
                try must(rename($0 + "/d/e", $0 + "/gone"))
                try must(symlink("../other/e", $0 + "/d/e"))
            }),
        .init(
            testDescription: "link to a directory retargeted", target: "/current/x.txt",
            before: "old x", after: "new x", build: site,
            change: {
                try must(symlink("2", $0 + "/.next"))
                try must(rename($0 + "/.next", $0 + "/current"))
            }),
        .init(
            testDescription: "link to a file retargeted", target: "/link.txt", before: "old x",
            after: "new x", build: site,
            change: {
                try must(symlink("2/x.txt", $0 + "/.next"))
                try must(rename($0 + "/.next", $0 + "/link.txt"))
            }),
        .init(
            testDescription: "what a link leads to is written", target: "/link.txt",
            before: "old x", after: "new x", build: site,
            change: { try put($0 + "/1/x.txt", "new x", 0) }),
        .init(
            testDescription: "written through another name", target: "/named.txt",
            before: "old named", after: "new named", build: site,
            change: { try put($0 + "/2/other-name", "new named", 0) }),
        .init(
            testDescription: "large, renamed over", target: "/large.bin", before: large,
            after: "small", build: site,
            change: {
                try put($0 + "/.new", "small")
                try must(rename($0 + "/.new", $0 + "/large.bin"))
            }),
        .init(
            testDescription: "large, written in place", target: "/large.bin", before: large,
            after: "LARGE" + large.dropFirst(5), build: site,
            change: { try put($0 + "/large.bin", "LARGE", 0) }),
        .init(
            testDescription: "large, cut", target: "/large.bin", before: large,
            after: String(large.prefix(100_000)), build: site,
            change: { try must(truncate($0 + "/large.bin", 100_000)) }),
        .init(
            testDescription: "index made", target: "/home/", before: "<!doctype html>",
            after: "the index",
            build: site, change: { try put($0 + "/home/index.html", "the index") }),
        .init(
            testDescription: "index removed", target: "/home/", before: "the index",
            after: "<!doctype html>",
            build: {
                try site($0)
                try $0.file("home/index.html", "the index")
            },
            change: { try must(unlink($0 + "/home/index.html")) }),
        .init(
            testDescription: "listed entry added", target: "/list/", before: "<!doctype html>",
            after: "three.txt", build: site, change: { try put($0 + "/list/three.txt", "3") }),
        .init(
            testDescription: "listed entry changed", target: "/list/", before: "<!doctype html>",
            after: "777 bytes", build: site,
            change: { try must(truncate($0 + "/list/one.txt", 777)) }),
    ]

    @Test(arguments: Model.keepingAlive, changes) func nextRequest(
        model: Model, change: SiteChange
    ) throws {
        let flags = model.workers > 0 ? ["--workers", "1"] : []
        try withSite(model, flags, build: change.build) { server throws in
            pause(Self.settling, because: "a file that changed just now is not kept")
            let visitor = Visitor(server)
            for _ in 0..<4 {
                let reply = try visitor.get(change.target)
                #expect(reply.status == change.was && reply.text.hasPrefix(change.before))
            }
            try change.change(server.folder.site)
            for _ in 0..<3 {
                let reply = try visitor.get(change.target)
                #expect(reply.status == change.status)
                if change.target.hasSuffix("/") {
                    #expect(reply.text.contains(change.after), "\(reply.text)")
                } else if change.status == 200 {
                    #expect(reply.text == change.after)
                }
            }
        }
    }

    /// A directory's time is shown in its parent's listing. Two changes between two requests, of
    /// which the first one alone makes the listing outdated.
    @Test(arguments: Model.keepingAlive, [false, true]) func timeOfSubdirectory(
        model: Model, isSecond: Bool
    ) throws {
        let flags = model.workers > 0 ? ["--workers", "1"] : []
        try withSite(model, flags, build: Self.site) { server throws in
            let site = server.folder.site
            let visitor = Visitor(server)
            for _ in 0..<3 { #expect(try visitor.get("/list/").text.contains("2001-09-09")) }
            try Self.put(site + "/list/one.txt", "changed")
            if !isSecond { #expect(try visitor.get("/list/").text.contains("2001-09-09")) }
            try Self.put(site + "/list/sub/new.txt", "new")
            #expect(try !visitor.get("/list/").text.contains("2001-09-09"))
        }
    }

    /// What may not be read any more is not served any more, and the reverse.
    @Test(
        .enabled(if: Unprivileged.isPossible, "needs root and setpriv"),
        arguments: Model.keepingAlive)
    func permissions(model: Model) throws {
        let user = try Unprivileged(Folder())
        try Self.site(user.folder)
        let site = user.folder.site
        try withServer(
            model, folder: user.folder, launcher: user.launcher, binary: user.binary
        ) { server throws in
            let visitor = Visitor(server)
            let cases = [("/a.txt", "/a.txt"), ("/d/e/b.txt", "/d"), ("/list/", "/list")]
            for (target, closed) in cases {
                var status = stat()
                try Self.must(stat(site + closed, &status))
                for _ in 0..<3 {
                    for _ in 0..<3 { #expect(try visitor.get(target).status == 200) }
                    try Self.must(chmod(site + closed, 0))
                    #expect(try visitor.get(target).status == 403, "\(target)")
                    try Self.must(chmod(site + closed, status.st_mode & 0o777))
                }
                #expect(try visitor.get(target).status == 200)
            }
        }
    }

    /// No notice comes of writes through a mapping: they are found once a second. The time stamp of
    /// the file changes with the first write to a page, not with later ones.
    @Test(arguments: Model.keepingAlive, [false, true]) func mapping(
        model: Model, isDirty: Bool
    ) throws {
        try withSite(model, build: Self.site) { server throws in
            let visitor = Visitor(server)
            for name in ["a.txt", "named.txt"] {
                let path = server.folder.site + "/" + name
                try Self.age(path)
                let file = open(path, O_RDWR | O_CLOEXEC)
                let memory = try #require(
                    mmap(nil, 5, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0))
                close(file)
                defer { munmap(memory, 5) }
                if isDirty { memcpy(memory, "old", 3) }
                pause(Self.settling, because: "a file that changed just now is not kept")
                for _ in 0..<3 { #expect(try visitor.get("/" + name).text.hasPrefix("old ")) }
                memcpy(memory, "new", 3)
                let (isNew, time) = try seconds {
                    try eventually { try visitor.get("/" + name).text.hasPrefix("new ") }
                }
                #expect(isNew && time < 4)
            }
        }
    }

    /// A file system that tells nothing of what happens beneath it: each request looks.
    @Test(
        .enabled(if: geteuid() == 0 && Shell.has("unshare"), "needs root"),
        arguments: Model.keepingAlive)
    func silentFileSystem(model: Model) throws {
        let folder = try Folder()
        let (upper, work) = (folder.root + "/upper", folder.root + "/work")
        for path in [upper, work] { try Self.must(mkdir(path, 0o755)) }
        let mount = """
            mount -t overlay overlay -o \
            lowerdir=\(folder.site),upperdir=\(upper),workdir=\(work) \(folder.site)
            """
        let probe = try Shell.run(["unshare", "-m", "sh", "-c", mount], in: folder)
        guard probe.isFine else { return print("No overlay here: \(probe.err)") }
        try Self.put(upper + "/a.txt", "old a")
        try Self.put(upper + "/large.bin", Self.large)
        pause(Self.settling, because: "a file that changed just now is not kept")
        try withServer(
            model, folder: folder,
            launcher: ["unshare", "-m", "sh", "-c", mount + #"; exec "$0" "$@""#]
        ) { server throws in
            let visitor = Visitor(server)
            for round in 0..<10 {
                for _ in 0..<3 { _ = try visitor.get(together: ["/a.txt", "/large.bin"]) }
                pause(Self.settling, because: "a file that changed just now is not kept")
                _ = try visitor.get(together: ["/a.txt", "/large.bin"])
                try Self.put(upper + "/a.txt", "\(round) new")
                try Self.put(upper + "/large.bin", "\(round)", 0)
                let replies = try visitor.get(together: ["/a.txt", "/large.bin"])
                #expect(replies[0].text == "\(round) new")
                #expect(replies[1].text == "\(round)" + Self.large.dropFirst())
            }
        }
    }

    /// A request that has come by the time the server is told to stop sees what was changed before.
    @Test(arguments: Model.supervised.filter { $0.home == .loop }) func whileStopping(
        model: Model
    ) throws {
        try withSite(model, ["--workers", "1"], build: Self.site) { server throws in
            let client = try server.connect()
            for _ in 0..<3 {
                client.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.reply().text == "old a")
            }
            let worker = try #require(server.workers.first).pid
            kill(worker, SIGSTOP)
            #expect(eventually { ProcessView(pid: worker).state == "T" })
            try Self.put(server.folder.site + "/a.txt", "new a")
            client.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n")
            server.child.signal(SIGTERM)
            #expect(eventually { ProcessView(pid: worker).isPending(SIGTERM) })
            kill(worker, SIGCONT)
            #expect(try client.reply().text == "new a")
            #expect(server.child.wait() == .exited(0))
        }
    }
}
