import Foundation
import Testing

/// Files as they are.
@Suite struct StaticTests {
    private static let sizes = [0, 1, 1023, 1024, 16383, 16384, 16385, 65536, 1 << 20]

    @Test(arguments: Model.all) func bytesAreIdentical(model: Model) throws {
        try withSite(model) { folder in
            for size in Self.sizes {
                try folder.file("\(size).bin", bytes: noise(size, seed: UInt64(size)))
            }
        } use: { server throws in
            for size in Self.sizes {
                let reply = try server.get("/\(size).bin")
                #expect(reply.status == 200)
                #expect(reply["Content-Length"] == "\(size)")
                #expect(reply.body == noise(size, seed: UInt64(size)), "\(size)")
            }
        }
    }

    /// 50 MB without 50 MB of memory: the file has only a length and a mark at its end.
    @Test(arguments: Model.all) func large(model: Model) throws {
        let size = 50 << 20
        try withSite(model) { folder in
            try folder.sparse("large.bin", count: size)
            let file = try #require(FileHandle(forWritingAtPath: folder.site + "/large.bin"))
            try file.seek(toOffset: UInt64(size - 8))
            try file.write(contentsOf: Data("the end.".utf8))
        } use: { server throws in
            let before = server.process.residentKB
            let reply = try server.get("/large.bin", within: 60)
            #expect(reply.body.count == size)
            #expect(Array(reply.body.suffix(8)) == Array("the end.".utf8))
            #expect(reply.body.prefix(size - 8).allSatisfy { $0 == 0 })
            #expect(server.process.residentKB - before < 8192)
        }
    }

    /// Name, and its type.
    private static let types = [
        ("a.txt", "text/plain; charset=utf-8"), ("a.html", "text/html; charset=utf-8"),
        ("A.HTML", "text/html; charset=utf-8"), ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"), ("a.png", "image/png"),
        ("a.jpg", "image/jpeg"), ("a.svg", "image/svg+xml"), ("a.json", "application/json"),
        ("a.wav", nil), ("a.pdf", "application/pdf"),
        ("a.unheard-of", "text/plain; charset=utf-8"),
        ("noextension", "text/plain; charset=utf-8"), ("a.tar.gz", nil),
    ]

    @Test(arguments: Model.all) func fields(model: Model) throws {
        try withSite(model) { folder in
            for (name, _) in Self.types { try folder.file(name, "content") }
            try folder.file("old.txt", "old")
            var times = [timeval(tv_sec: 784_111_777, tv_usec: 0)]
            times.append(times[0])
            utimes(folder.site + "/old.txt", &times)
        } use: { server throws in
            for (name, type) in Self.types {
                let reply = try server.get("/" + name)
                let found = try #require(reply["Content-Type"])
                if let type { #expect(found == type, "\(name)") }
                #expect(reply["X-Content-Type-Options"] == "nosniff")
            }
            let reply = try server.get("/old.txt")
            #expect(reply["Last-Modified"] == "Sun, 06 Nov 1994 08:49:37 GMT")
            let etag = try #require(reply["ETag"])
            #expect(etag.wholeMatch(of: /(W\/)?"[0-9a-f-]+"/) != nil)
            #expect(reply["Accept-Ranges"] == "bytes" && reply["Cache-Control"] == "no-cache")
            #expect(try server.get("/a.txt")["ETag"] != etag)
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_US_POSIX")
            format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
            format.timeZone = TimeZone(secondsFromGMT: 0)
            let date = try #require(format.date(from: reply["Date"] ?? ""))
            #expect(abs(date.timeIntervalSinceNow) < 60)
            #expect(reply["Server"]?.hasPrefix("Spidey") == true)
        }
    }

    /// When a file was changed last, in nanoseconds.
    private static func modified(_ path: String) -> Int {
        var status = stat()
        stat(path, &status)
        return status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    }

    @Test(arguments: Model.all) func changedFileHasAnotherTag(model: Model) throws {
        try withSite(model) {
            try $0.file("a.txt", "one")
        } use: { server throws in
            let first = try server.get("/a.txt")["ETag"]
            // A file system stamps by the tick: a change soon after another may have its time.
            let before = Self.modified(server.folder.site + "/a.txt")
            let hasChanged = try eventually {
                try server.folder.file("a.txt", "two")
                return Self.modified(server.folder.site + "/a.txt") != before
            }
            #expect(hasChanged)
            #expect(try server.get("/a.txt")["ETag"] != first)
        }
    }

    @Test(arguments: Model.all) func methods(model: Model) throws {
        try withSite(model) { folder in
            try folder.file("a.txt", "content")
            try folder.directory("sub")
            pause(2.1, because: "until then each response has a tag of its own")
        } use: { server throws in
            for target in ["/a.txt", "/sub/", "/"] {
                let get = try server.request("GET", target)
                let head = try server.request("HEAD", target)
                #expect(head.status == 200 && head.body.isEmpty)
                #expect(head["Content-Length"] == get["Content-Length"])
                #expect(head["Content-Type"] == get["Content-Type"])
                #expect(head["ETag"] == get["ETag"])
                let options = try server.request("OPTIONS", target)
                #expect(options.status == 204 && options["Content-Length"] == nil)
                #expect(options["Allow"] == "GET, HEAD, OPTIONS")
                for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE"] {
                    let reply = try server.request(method, target)
                    #expect(reply.status == 405, "\(method) \(target)")
                    #expect(reply["Allow"] == "GET, HEAD, OPTIONS")
                }
            }
            let talk = try server.talk(Server.head("CONNECT", "localhost:80"))
            #expect(talk.statuses == [405])
            let site = try server.request("OPTIONS", "*")
            #expect(site.status == 204 && site["Allow"]?.contains("GET") == true)
        }
    }

    @Test(arguments: Model.all) func headOfErrors(model: Model) throws {
        try withSite(model, build: { _ in }) { server throws in
            let reply = try server.request("HEAD", "/nothing")
            #expect(reply.status == 404 && reply.body.isEmpty)
            #expect(Int(reply["Content-Length"] ?? "")! > 0)
        }
    }

    /// Neither file nor directory: refused at once, nothing is waited for.
    @Test(arguments: Model.all) func specialFiles(model: Model) throws {
        try withSite(model) { folder in
            #expect(mkfifo(folder.site + "/fifo", 0o644) == 0)
            try Self.makeSocket(folder.site + "/socket")
            try folder.link("to-fifo", to: "fifo")
            try folder.link("to-socket", to: "socket")
            if geteuid() == 0 {
                // The null device, and a number that no driver has.
                #expect(mknod(folder.site + "/device", S_IFCHR | 0o644, 0x103) == 0)
                #expect(mknod(folder.site + "/no-driver", S_IFCHR | 0o644, 0xf_0005) == 0)
                try folder.link("to-device", to: "device")
            }
            try folder.link("outside-device", to: "/dev/zero")
        } use: { server throws in
            var names = ["fifo", "socket", "to-fifo", "to-socket"]
            if geteuid() == 0 { names += ["device", "no-driver", "to-device"] }
            for name in names {
                #expect(try server.get("/" + name, within: 5).status == 403, "\(name)")
                #expect(try server.get("/\(name)/", within: 5).status >= 403, "\(name)/")
            }
            #expect(try server.get("/outside-device").status == 404)
        }
    }

    private static func makeSocket(_ path: String) throws {
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(number) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
    }

    @Test(
        .enabled(if: Unprivileged.isPossible, "needs root and setpriv"), arguments: Model.all)
    func unreadable(model: Model) throws {
        let user = try Unprivileged(Folder())
        try user.folder.file("closed.txt", "closed", mode: 0)
        try user.folder.file("closed/a.txt", "a")
        try user.folder.file("run-only.sh", "#!/bin/sh\n", mode: 0o711)
        chmod(user.folder.site + "/closed", 0)
        try withServer(
            model, folder: user.folder, launcher: user.launcher, binary: user.binary
        ) { server throws in
            for target in ["/closed.txt", "/closed/", "/closed/a.txt", "/closed"] {
                let reply = try server.get(target)
                #expect(reply.status == 403, "\(target)")
                #expect(!reply.text.contains("closed"))
            }
        }
        chmod(user.folder.site + "/closed", 0o755)
    }
}
