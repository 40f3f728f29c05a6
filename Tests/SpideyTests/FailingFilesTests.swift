import Foundation
import Testing

/// A file system that fails, and one with names longer than those of disks.
@Suite(.enabled(if: SlowFiles.isPossible, "needs root, /dev/fuse and python3"))
struct FailingFilesTests {
    /// What fails, and with which status.
    private static let failing: [(name: String, status: Int)] = [
        ("fail-EIO-lookup.txt", 500), ("fail-EIO-open.txt", 500), ("fail-EIO-read.txt", 500),
        ("fail-EIO-read.bin", 500), ("fail-ESTALE-lookup.txt", 500), ("fail-ESTALE-open.txt", 500),
        ("fail-ESTALE-read-direct.txt", 500), ("fail-EIO-read-direct.bin", 500),
        ("fail-ENOTCONN-open.txt", 500), ("fail-ETIMEDOUT-open.txt", 500),
        ("fail-EACCES-open.txt", 403), ("fail-EPERM-open.txt", 403), ("fail-ENOENT-open.txt", 404),
        ("fail-ENOMEM-open.txt", 503), ("fail-ENFILE-open.txt", 503),
        ("fail-ELOOP-lookup.txt", 404), ("fail-ENAMETOOLONG-lookup.txt", 404),
        ("fail-EACCES-read-direct.txt", 403), ("fail-EIO-status.txt", 500),
    ]
    private static let long = [
        String(repeating: "n", count: 256), String(repeating: "é", count: 500),
    ]

    private func withFiles(
        _ model: Model, _ names: [String], _ body: (Server) throws -> Void
    ) throws {
        let folder = try Folder()
        try folder.directory("far")
        try folder.file("a.txt", "a")
        let files = try SlowFiles(folder, at: folder.site + "/far", names: names)
        try withServer(model, folder: folder, launcher: files.launcher, body)
    }

    /// RFC 9110 section 15: what the file system cannot do is the server's fault, not a missing
    /// page.
    @Test(arguments: Model.all) func statuses(model: Model) throws {
        try withFiles(model, Self.failing.map(\.name) + ["fast.txt"]) { server throws in
            for (name, status) in Self.failing {
                for method in ["GET", "GET"] {
                    let reply = try server.request(method, "/far/" + name)
                    #expect(reply.status == status, "\(name)")
                    #expect(!reply.text.contains("error"), "\(name): \(reply.text)")
                }
                #expect(try server.get("/a.txt").text == "a")
            }
            #expect(try server.get("/far/fast.txt").text == SlowFiles.pattern)
            #expect(server.log.contains("Cannot read /far/fail-EIO-lookup.txt: Input/output error"))
            let lines = server.log.split(separator: "\n").filter { $0.contains("Cannot read") }
            #expect(lines.count <= 4 * Self.failing.count, "the log is flooded")
        }
    }

    /// Names of file systems in user space may have more than 255 bytes.
    @Test(arguments: Model.all) func longNames(model: Model) throws {
        try withFiles(model, Self.long + ["fast.txt"]) { server throws in
            let links = try server.get("/far/").entryLinks
            #expect(links.count == 3)
            #expect(links.contains(Self.long[0]))
            #expect(links.contains(String(repeating: "%C3%A9", count: 500)))
            for link in links {
                #expect(try server.get("/far/" + link).text == SlowFiles.pattern, "\(link)")
            }
        }
    }

    /// A file that says that it is empty, and is not.
    @Test(arguments: Model.all) func unsized(model: Model) throws {
        try withFiles(model, ["unsized.txt", "fast.txt"]) { server throws in
            for method in ["GET", "HEAD"] {
                let reply = try server.request(method, "/far/unsized.txt")
                #expect(reply.status == 200 && reply["Content-Length"] == "16")
                #expect(reply["ETag"] == nil && reply["Last-Modified"] == nil)
                #expect(reply.text == (method == "GET" ? SlowFiles.pattern : ""))
            }
        }
    }
}
