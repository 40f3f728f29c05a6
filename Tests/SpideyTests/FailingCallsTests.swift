import Foundation
import Testing

/// System calls that fail, made to by `strace`: what is concerned ends, the server lives.
@Suite(.enabled(if: Tracer.isPossible, "needs strace, and the right to trace"))
struct FailingCallsTests {
    private static let loop = Model.all.first { $0.home == .loop }!

    private func build(_ folder: Folder) throws {
        try folder.file("a.txt", "content of a")
        try folder.script("a.sh", "printf 'Content-Type: text/plain\\n\\nhello'")
    }

    /// Nobody could wake a connection that `epoll_ctl` did not take.
    @Test func epollControl() throws {
        try withSite(Self.loop, ["--workers", "1"], build: build) { server throws in
            let worker = try #require(server.workers.first)
            let old = try server.connect()
            let request = "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n"
            old.send(request)
            #expect(try old.reply().text == "content of a")
            try Tracer.attached(to: worker.pid, "epoll_ctl:error=ENOSPC", server) { _ throws in
                for _ in 0..<3 {
                    let client = try server.connect()
                    #expect(client.closes(), "nothing would ever wake it")
                    let script = try server.connect()
                    script.send(Server.head("GET", "/a.sh"))
                    #expect(script.closes())
                }
                old.send(request)
                #expect(try old.reply().text == "content of a")
            }
            #expect(server.log.contains("Cannot wait for a connection"))
            #expect(server.workers.map(\.pid) == [worker.pid], "the same worker")
            #expect(try server.get("/a.sh").text == "hello")
        }
    }

    /// Calls that starting a script needs, and what the log says of the one that failed.
    private static let starting = [
        ("vfork,fork,clone:error=EAGAIN", "vfork: Resource temporarily unavailable"),
        ("pipe2:error=EMFILE", "pipe2: Too many open files"),
        ("setpgid:error=EPERM", "setpgid: Operation not permitted"),
        ("fchdir:error=EACCES", "fchdir: Permission denied"),
        ("close_range:error=ENOMEM", "close_range: Cannot allocate memory"),
        ("execveat:error=ENOMEM", "execveat: Cannot allocate memory"),
    ]

    /// No process for a script, or no way to become it: an error for its client, and a line that
    /// blames the right call.
    @Test(arguments: starting) func spawning(injection: String, message: String) throws {
        try withSite(Self.loop, ["--workers", "1"], build: build) { server throws in
            let worker = try #require(server.workers.first)
            #expect(try server.get("/a.sh").text == "hello")
            try Tracer.attached(to: worker.pid, injection, server) { _ throws in
                for _ in 0..<3 {
                    #expect([500, 503].contains(try server.get("/a.sh").status))
                    #expect(try server.get("/a.txt").text == "content of a")
                }
            }
            #expect(server.log.contains(message), "\(server.log)")
            #expect(!server.log.contains("execve:"), "\(server.log)")
            #expect(try server.get("/a.sh").text == "hello")
            #expect(server.workers.map(\.pid) == [worker.pid], "the same worker")
        }
    }

    /// What opening fails with, the target, the status, and whether the log says so.
    private static let openings:
        [(injection: String, target: String, status: Int, isLogged: Bool)] = [
            ("openat2:error=EIO", "/a.txt", 500, true),
            ("openat2:error=ESTALE", "/a.txt", 500, true),
            ("openat2:error=EMFILE", "/a.txt", 503, false),
            ("openat2:error=ENFILE", "/a.txt", 503, false),
            ("openat2:error=ENOMEM", "/a.txt", 503, false),
            ("openat2:error=ELOOP", "/a.txt", 404, false),
            ("openat2:error=ENAMETOOLONG", "/a.txt", 404, false),
            ("openat2:error=EACCES", "/a.txt", 403, false),
            ("openat2:error=EPERM", "/a.txt", 403, false),
            ("openat2:error=EMFILE:when=2+", "/a.sh/extra", 503, false),
            ("openat2:error=EIO:when=2+", "/a.sh/extra", 500, true),
            ("fstat,newfstatat:error=EIO", "/a.txt", 500, true),
            ("preadv2,pread64:error=EIO", "/a.txt", 500, true),
            ("getdents64:error=EIO", "/", 500, true),
            ("getdents64:error=EMFILE", "/", 503, false),
        ]

    /// Every failure has its status, in whatever step it happens. There is no event loop in this,
    /// which would ask several times and in other ways.
    @Test(arguments: openings.indices) func opening(index: Int) throws {
        let row = Self.openings[index]
        let model = try #require(Model.all.first { $0.home == .thread })
        try withSite(model, build: build) { server throws in
            #expect(try server.get("/a.txt").status == 200)
            try Tracer.attached(to: server.child.pid, row.injection, server) { _ throws in
                #expect(try server.get(row.target).status == row.status, "\(row)")
            }
            #expect(server.log.contains("Cannot read /") == row.isLogged, "\(server.log)")
            #expect(try server.get("/a.txt").text == "content of a")
        }
    }

    /// No thread for what may wait: it is done all the same.
    @Test func threads() throws {
        try withSite(Self.loop, ["--workers", "1"], build: build) { server throws in
            let worker = try #require(server.workers.first)
            try Tracer.attached(to: worker.pid, "clone3:error=EAGAIN", server) { _ throws in
                for _ in 0..<3 {
                    #expect(try server.get("/a.sh").text == "hello")
                    #expect(try server.get("/a.txt").text == "content of a")
                }
            }
            #expect(try server.get("/a.sh").text == "hello")
        }
    }

    /// No notices: everything is found by looking.
    @Test(arguments: ["inotify_init1:error=EMFILE", "inotify_add_watch:error=ENOSPC"])
    func notices(injection: String) throws {
        let folder = try Folder()
        try build(folder)
        let launcher = [
            "strace", "-f", "-qq", "-o", folder.root + "/trace", "-e",
            "trace=" + injection.prefix { $0 != ":" }, "-e", "inject=" + injection, "-D",
        ]
        try withServer(
            Self.loop, ["--workers", "1"], folder: folder, launcher: launcher
        ) { server throws in
            let visitor = Visitor(server)
            for round in 0..<10 {
                pause(0.15, because: "a file that changed just now is not kept")
                for _ in 0..<3 { #expect(try visitor.get("/a.txt").status == 200) }
                #expect(try visitor.get("/").text.contains("new-\(round)") == false)
                try folder.file("a.txt", "content \(round)")
                try folder.file("new-\(round)", "")
                #expect(try visitor.get("/a.txt").text == "content \(round)")
                #expect(try visitor.get("/").text.contains("new-\(round)"))
            }
        }
    }
}
