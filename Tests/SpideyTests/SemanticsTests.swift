import Foundation
import Testing

/// Small print of RFC 9110.
@Suite struct SemanticsTests {
    private func build(_ folder: Folder) throws {
        try folder.file("a.txt", "content of a")
        try folder.directory("sub")
        try folder.directory("open")
        try folder.file("open/index.html", "<p>index")
        try folder.file("future.txt", "from the future")
        let future = [timeval(tv_sec: 4_000_000_000, tv_usec: 0)]
        utimes(folder.site + "/future.txt", [future[0], future[0]])
    }

    /// Section 7.4: a target with a scheme that promises security, over a connection without.
    @Test(arguments: Model.all) func securedTargets(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for scheme in ["https", "HTTPS", "hTTps"] {
                let client = try server.connect()
                client.send(
                    "GET \(scheme)://a/a.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(try client.reply().status == 421)
            }
            let client = try server.connect()
            client.send("GET http://a/a.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try client.reply().text == "content of a")
        }
    }

    /// Section 8.8.2.1.
    @Test(arguments: Model.all) func lastModifiedIsNotInTheFuture(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let reply = try server.get("/future.txt")
            let modified = try #require(reply["Last-Modified"])
            #expect(!modified.contains("2096"))
        }
    }

    /// A method that a directory does not have is refused with and without its slash.
    @Test(arguments: Model.all) func methodsOfDirectories(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for path in ["/sub", "/sub/"] {
                for method in ["POST", "PUT", "DELETE", "TRACE"] {
                    let reply = try server.request(method, path)
                    #expect(reply.status == 405 && reply["Allow"] == "GET, HEAD, OPTIONS")
                }
                #expect(try server.request("OPTIONS", path).status == 204)
            }
            #expect(try server.get("/sub").status == 301)
        }
    }

    /// Section 12.5.5: a cache must not give one client's form of an error to another.
    @Test(arguments: Model.all) func errorsVary(model: Model) throws {
        try withSite(model, build: build) { server throws in
            #expect(try server.get("/nope")["Vary"] == "Accept")
            #expect(try server.get("/a.txt")["Vary"] == nil)
        }
    }

    /// A directory that may be entered and not read: its index is served, a listing is refused.
    @Test(.enabled(if: Unprivileged.isPossible), arguments: Model.all) func unreadableDirectories(
        model: Model
    ) throws {
        let folder = try Folder()
        try build(folder)
        chmod(folder.site + "/open", 0o711)
        chmod(folder.site + "/sub", 0o711)
        let other = try Unprivileged(folder)
        try withServer(model, folder: folder, launcher: other.launcher, binary: other.binary) {
            server throws in
            #expect(try server.get("/open/").text == "<p>index")
            #expect(try server.get("/open").status == 301)
            #expect(try server.get("/sub/").status == 403)
        }
    }
}
