import Foundation
import Testing

/// Files that must not be opened, or cannot be opened at once.
@Suite struct SpecialFileTests {
    private func build(_ folder: Folder) throws -> [String] {
        try folder.directory("sub")
        var names = ["fifo", "sub/index.html"]
        for name in names { #expect(mkfifo(folder.site + "/" + name, 0o644) == 0) }
        if geteuid() == 0 {
            names.append("device")
            // /dev/null's numbers.
            #expect(mknod(folder.site + "/device", S_IFCHR | 0o644, 0x103) == 0)
        }
        try folder.link("to-fifo", to: "fifo")
        try folder.link("link-to-sub", to: "sub")
        return names
    }

    /// Opening one for reading does things: it lets a writer of a FIFO go on, it rewinds a tape.
    @Test(arguments: Model.all) func areNeverOpened(model: Model) throws {
        let folder = try Folder()
        let names = try build(folder)
        let notices = try OpenNotices(names.map { folder.site + "/" + $0 })
        try withServer(model, folder: folder) { server throws in
            let targets = names.map { "/" + $0 } + ["/to-fifo", "/sub/", "/link-to-sub/"]
            for target in targets {
                // Twice: a path in the kernel's cache is opened in another way.
                for _ in 0..<2 {
                    for method in ["GET", "HEAD", "POST"] {
                        let reply = try server.request(method, target, within: 5)
                        #expect(reply.status == 403, "\(method) \(target)")
                    }
                }
            }
            for target in ["/fifo/", "/fifo/more", "/", "/link-to-sub"] {
                #expect(try server.get(target, within: 5).status != 503, "\(target)")
            }
        }
        #expect(!notices.haveCome)
    }

    /// What a waiting writer writes reaches the reader for whom it is meant.
    @Test(arguments: Model.all) func writerGoesOnWaiting(model: Model) throws {
        try withSite(model) {
            #expect(mkfifo($0.site + "/fifo", 0o644) == 0)
        } use: { server throws in
            let fifo = server.folder.site + "/fifo"
            let writer = try Child(
                ["sh", "-c", "exec >\"$0\"; echo for the reader", fifo],
                folder: server.folder.root, name: "writer")
            let isWaiting = eventually {
                let wait = FileManager.default.contents(atPath: "/proc/\(writer.pid)/wchan")
                let name = String(decoding: wait ?? Data(), as: UTF8.self)
                // Kernels that hide where a process waits still show that it does.
                return ["", "0"].contains(name) || name.contains("partner")
                    ? ProcessView(pid: writer.pid).state == "S" : false
            }
            #expect(isWaiting)
            for _ in 0..<3 { #expect(try server.get("/fifo").status == 403) }
            let reader = try Shell.run(["cat", fifo], in: server.folder)
            #expect(reader.out == "for the reader\n")
            #expect(writer.wait() == .exited(0))
        }
    }

    /// A file with a lease is served when the lease has been given back.
    @Test(.enabled(if: Lease.isPossible, "needs leases"), arguments: Model.all)
    func leased(model: Model) throws {
        try withSite(model) {
            try $0.file("a.txt", "content of a")
            try $0.file("sub/index.html", "content of the index")
            try $0.file("b.txt", "b")
        } use: { server throws in
            for (target, path) in [("/a.txt", "a.txt"), ("/sub/", "sub/index.html")] {
                let lease = try Lease(server.folder.site + "/" + path)
                let client = try server.connect()
                client.send(Server.head("GET", target))
                #expect(eventually { lease.isWanted }, "\(target)")
                #expect(!client.read(within: 0.1), "\(target)")
                // Others are served meanwhile, if anybody is there to serve them.
                if !model.takesTurns { #expect(try server.get("/b.txt", within: 5).text == "b") }
                lease.giveBack()
                let reply = try client.reply()
                #expect(reply.status == 200 && reply.text.hasPrefix("content of"), "\(target)")
            }
        }
    }
}
