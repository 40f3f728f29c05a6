import Foundation
import Testing

/// The docroot is removed, replaced and switched while it is served.
@Suite struct DocrootTests {
    private func build(_ folder: Folder) throws {
        try folder.file("a.txt", "old a")
        try folder.script("root.sh", "printf 'A: b\\n\\n'; echo $DOCUMENT_ROOT")
    }

    /// `rm -rf site && make site`.
    @Test(arguments: Model.all) func removedAndMadeAgain(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for round in 1...3 {
                #expect(try server.get("/a.txt").status == 200)
                try FileManager.default.removeItem(atPath: server.folder.site)
                #expect(try server.get("/a.txt").status == 404)
                try server.folder.directory("")
                try server.folder.file("a.txt", "new a \(round)")
                // At once: what is not found is looked for again in the new directory.
                #expect(try server.get("/a.txt").text == "new a \(round)")
                #expect(try server.get("/").text.contains("a.txt"))
            }
        }
    }

    /// The whole site is swapped by two renames; the old one is still there.
    @Test(arguments: Model.all) func replaced(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let site = server.folder.site
            #expect(try server.get("/a.txt").text == "old a")
            let client = model.keepsAlive ? try server.connect() : nil
            client?.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client?.reply().text ?? "old a" == "old a")
            #expect(rename(site, site + ".old") == 0)
            try server.folder.file("a.txt", "new a")
            try server.folder.script("root.sh", "printf 'A: b\\n\\n'; echo $DOCUMENT_ROOT")
            #expect(try eventually { try server.get("/a.txt").text == "new a" })
            #expect(try server.get("/root.sh").text == site + "\n")
            // Unless it had to give way to those that came meanwhile.
            if let client, !client.closes(within: 0.05) {
                let isNew = try eventually {
                    client.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n")
                    return try client.reply().text == "new a"
                }
                #expect(isNew)
            }
        }
    }

    /// A symbolic link to the current release is switched.
    @Test(arguments: Model.all) func switchedLink(model: Model) throws {
        let folder = try Folder()
        try folder.file("1/a.txt", "release 1")
        try folder.file("2/a.txt", "release 2")
        let current = folder.root + "/current"
        #expect(symlink(folder.site + "/1", current) == 0)
        try withServer(model, ["-d", current], folder: folder) { server throws in
            #expect(try server.get("/a.txt").text == "release 1")
            #expect(symlink(folder.site + "/2", current + ".new") == 0)
            #expect(rename(current + ".new", current) == 0)
            #expect(try eventually { try server.get("/a.txt").text == "release 2" })
        }
    }
}
