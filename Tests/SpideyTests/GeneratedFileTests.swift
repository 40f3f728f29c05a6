import Foundation
import Testing

/// Files that the kernel makes up while they are read.
@Suite struct GeneratedFileTests {
    private func content(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map(Array.init)
    }

    /// Directories, and files in them that are the same whenever they are read; which of them there
    /// are depends on the kernel.
    private static let files: [(directory: String, names: [String])] = [
        ("/proc", ["version", "cmdline", "filesystems", "sys/kernel/osrelease", "1/comm"]),
        (
            "/sys",
            [
                "devices/system/cpu/online", "kernel/notes", "devices/system/cpu/possible",
                "kernel/mm/transparent_hugepage/enabled",
            ]
        ),
    ]

    @Test(arguments: LinkTests.Start.all) func whole(start: LinkTests.Start) throws {
        for (directory, names) in Self.files {
            let folder = try Folder()
            let found = names.filter { content(directory + "/" + $0)?.isEmpty == false }
            #expect(!found.isEmpty)
            try withServer(
                start.model, ["-d", directory, "--no-cgi"], folder: folder,
                launcher: start.launcher
            ) { server throws in
                for name in found {
                    let expected = try #require(content(directory + "/" + name))
                    for method in ["GET", "HEAD"] {
                        let reply = try server.request(method, "/" + name)
                        #expect(reply.status == 200, "\(name)")
                        #expect(reply["Content-Length"] == "\(expected.count)", "\(name)")
                        #expect(reply.body == (method == "GET" ? expected : []), "\(name)")
                        #expect(reply["ETag"] == nil && reply["Last-Modified"] == nil)
                        #expect(reply["Cache-Control"] == "no-store")
                    }
                }
                #expect(try server.get("/nothing").status == 404)
            }
        }
    }

    /// Beneath a docroot on a disk, by a link, and changing from one reading to the next.
    @Test(arguments: LinkTests.Start.all) func linked(start: LinkTests.Start) throws {
        let folder = try Folder()
        try folder.link("random", to: "/proc/sys/kernel/random/uuid")
        try folder.file("empty.txt", "")
        try withServer(
            start.model, ["--follow-links", "outside"], folder: folder, launcher: start.launcher
        ) { server throws in
            let texts = try (0..<4).map { _ in try server.get("/random").text }
            #expect(Set(texts).count == 4 && texts.allSatisfy { $0.utf8.count == 37 })
            // An empty file is just that.
            let empty = try server.get("/empty.txt")
            #expect(empty.status == 200 && empty["Content-Length"] == "0" && empty["ETag"] != nil)
        }
    }

    /// One that is too long to be held in memory is sent as it is read.
    @Test(arguments: Model.all) func long(model: Model) throws {
        let expected = try #require(content("/proc/kallsyms"))
        guard expected.count > 2 << 20 else { return print("/proc/kallsyms is short here") }
        let folder = try Folder()
        try withServer(model, ["-d", "/proc", "--no-cgi"], folder: folder) { server throws in
            let reply = try server.get("/kallsyms")
            #expect(reply.status == 200 && reply["Transfer-Encoding"] == "chunked")
            #expect(reply.body == expected)
            let head = try server.request("HEAD", "/kallsyms")
            #expect(head.status == 200 && head["Transfer-Encoding"] == "chunked")
        }
    }

    /// An empty file on a disk is not read, nor is anything asked about it but what it is.
    @Test(.enabled(if: Tracer.isPossible)) func emptyFilesAreCheap() throws {
        let model = try #require(Model.all.first { $0.home == .thread })
        try withSite(model) {
            try $0.file("empty.txt", "")
        } use: { server throws in
            #expect(try server.get("/empty.txt").status == 200)
            try Tracer.attached(
                to: server.child.pid, "read,pread64,preadv2:error=EIO:when=65535", server
            ) { tracer throws in
                #expect(try server.get("/empty.txt").status == 200)
                #expect(tracer.lines.allSatisfy { !$0.contains("read") }, "\(tracer.lines)")
            }
        }
    }
}
