import Foundation
import Testing

/// Symbolic links: those that end in the docroot are followed, whatever they say, others only with
/// `--follow-links outside`; with `openat2` and where it may not be called.
@Suite struct LinkTests {
    /// How a server is started, and what its banner says of it.
    struct Start: Sendable, CustomTestStringConvertible {
        let model: Model
        /// What `openat2` fails with; nil when it works.
        let error: String?
        var testDescription: String { "\(model.name), \(error ?? "openat2")" }
        var launcher: [String] { error.map { RefusedCall.openat2(failingWith: $0) } ?? [] }

        static let all = Model.all.flatMap { model in
            ([nil] + (RefusedCall.isPossible ? ["EPERM", "ENOSYS"] : [])).map {
                Start(model: model, error: $0)
            }
        }
    }

    /// A target, its status, and the one it has when links may lead anywhere.
    private static let targets: [(target: String, inside: Int, outside: Int)] = [
        ("/", 200, 200), ("/a.txt", 200, 200), ("/sub/b.txt", 200, 200), ("/sub", 301, 301),
        ("/relative", 200, 200), ("/absolute", 200, 200), ("/chain", 200, 200),
        ("/returns", 200, 200), ("/far-returns", 200, 200), ("/wanders", 200, 200),
        ("/sub-link", 301, 301), ("/sub-link/", 200, 200), ("/sub-link/b.txt", 200, 200),
        ("/site-link/a.txt", 200, 200), ("/site-link/site-link/sub/b.txt", 200, 200),
        ("/top/etc/hostname-that-is-not", 404, 404), ("/sub/absolute.sh", 200, 200),
        ("/secret-link", 404, 200), ("/secret-relative", 404, 200), ("/out/secret.txt", 404, 200),
        ("/out", 404, 301), ("/out/none", 404, 404), ("/top/", 404, 200),
        ("/dangling", 404, 404), ("/loop", 404, 404), ("/loop-a/x", 404, 404),
        ("/a.txt/", 404, 404), ("/a.txt/x", 404, 404), ("/file-link/x", 404, 404),
        ("/run.sh/more", 200, 200), ("/fifo", 403, 403), ("/fifo-link", 403, 403),
        ("/fifo-absolute", 403, 403), ("/none", 404, 404), ("/near/secret.txt", 404, 200),
    ]

    private func build(_ folder: Folder) throws {
        try folder.file("a.txt", "content")
        try folder.file("sub/b.txt", "content")
        try folder.script("run.sh", "printf 'Content-Type: text/plain\\n\\ncontent'")
        #expect(mkfifo(folder.site + "/fifo", 0o644) == 0)
        let links = [
            ("relative", "sub/b.txt"), ("absolute", folder.site + "/sub/b.txt"),
            ("chain", "absolute"), ("returns", "../site/sub/b.txt"),
            ("far-returns", "../../../../../../../../.." + folder.site + "/a.txt"),
            ("wanders", "sub/.././sub/../../site-secret/../site//sub/b.txt"),
            ("sub-link", folder.site + "/sub/"), ("site-link", folder.site), ("top", "/"),
            ("sub/absolute.sh", folder.site + "/run.sh"),
            ("secret-link", folder.root + "/secret.txt"), ("secret-relative", "../secret.txt"),
            ("out", "../site-secret"), ("dangling", folder.site + "/nowhere"),
            ("loop", folder.site + "/loop"), ("loop-a", "loop-b"), ("loop-b", "loop-a"),
            ("file-link", folder.site + "/a.txt"), ("fifo-link", "fifo"),
            ("fifo-absolute", folder.site + "/fifo"), ("near", folder.site + "-secret"),
        ]
        for (name, target) in links { try folder.link(name, to: target) }
    }

    @Test(arguments: Start.all) func followed(start: Start) throws {
        for isOutside in [false, true] {
            let folder = try Folder()
            try build(folder)
            let flags = isOutside ? ["--follow-links", "outside"] : []
            try withServer(
                start.model, flags, folder: folder, launcher: start.launcher
            ) { server throws in
                #expect(server.log.contains("(--follow-links outside)") == isOutside)
                #expect(server.log.contains("openat2 is not available") == (start.error != nil))
                try expectTargets(server, isOutside)
                try expectListing(server, isOutside)
            }
        }
    }

    private func expectTargets(_ server: Server, _ isOutside: Bool) throws {
        for (target, inside, outside) in Self.targets {
            for _ in 0..<2 {
                let reply = try server.get(target)
                #expect(reply.status == (isOutside ? outside : inside), "\(target)")
                if !isOutside { #expect(!reply.text.contains(Folder.secret), "\(target)") }
                let isFile = reply.status == 200 && !target.hasSuffix("/")
                let isSecret = isFile && reply.text == Folder.secret
                #expect(!isFile || isSecret || reply.text == "content", "\(target)")
            }
        }
    }

    /// A listing shows what can be followed, and nothing else.
    private func expectListing(_ server: Server, _ isOutside: Bool) throws {
        let names = try server.get("/").entryLinks
        #expect(names.contains("absolute") && names.contains("returns"))
        #expect(names.contains("secret-link") == isOutside)
        #expect(names.contains("top/") == isOutside)
        for name in names where !name.hasPrefix("fifo") {
            #expect(try server.get("/" + name).status == 200, "\(name)")
        }
    }

    /// The docroot is found again by whatever path a link leads to it.
    @Test(arguments: Start.all) func docrootBehindALink(start: Start) throws {
        let folder = try Folder()
        try build(folder)
        let alias = folder.root + "/alias"
        #expect(symlink(folder.site, alias) == 0)
        try folder.link("by-alias", to: alias + "/sub/b.txt")
        try folder.link("by-proc", to: "/proc/self/root" + folder.site + "/sub/b.txt")
        try withServer(
            start.model, ["-d", alias], folder: folder, launcher: start.launcher
        ) { server throws in
            for target in ["/absolute", "/by-alias", "/returns"] {
                #expect(try server.get(target).text == "content", "\(target)")
            }
            #expect(try server.get("/secret-link").status == 404)
        }
    }

    /// A docroot that is mounted elsewhere as well, served from there.
    @Test(.enabled(if: canMount, "needs root and unshare"), arguments: Start.all)
    func docrootBehindAMount(start: Start) throws {
        let folder = try Folder()
        try build(folder)
        let mounted = folder.root + "/mounted"
        try FileManager.default.createDirectory(
            atPath: mounted, withIntermediateDirectories: false)
        try folder.link("by-mount", to: mounted + "/sub/b.txt")
        try withServer(
            start.model, ["-d", mounted], folder: folder,
            launcher: Self.mounting(folder.site, at: mounted) + start.launcher
        ) { server throws in
            for target in ["/absolute", "/by-mount", "/far-returns"] {
                #expect(try server.get(target).text == "content", "\(target)")
            }
            #expect(try server.get("/secret-link").status == 404)
        }
    }

    private static let canMount = geteuid() == 0 && Shell.has("unshare")

    /// What a server is started through to see a directory at another place as well.
    private static func mounting(_ directory: String, at place: String) -> [String] {
        let script = "mount --bind \"$0\" \"$1\" && shift && exec \"$@\""
        return ["unshare", "--mount", "sh", "-c", script, directory, place]
    }

    /// What is exchanged for a link while it is asked for leads nowhere else.
    @Test(arguments: Start.all.filter { $0.error != "EPERM" })
    func exchanged(start: Start) throws {
        let folder = try Folder()
        try folder.file("swap/in/secret.txt", "public")
        try folder.link("other", to: "../site-secret")
        try folder.link("up", to: folder.site + "/swap/in/../in/secret.txt")
        try withServer(start.model, folder: folder, launcher: start.launcher) { server throws in
            let stop = Flag.exchanging("swap", "other", in: folder.site)
            var seen = Set<Int>()
            for round in 0..<200 {
                let reply = try server.get(round % 2 == 0 ? "/up" : "/swap/secret.txt")
                #expect(!reply.text.contains(Folder.secret))
                seen.insert(reply.status)
            }
            stop.set()
            stop.wait()
            #expect(seen.isSubset(of: [200, 404]), "\(seen)")
        }
    }
}
