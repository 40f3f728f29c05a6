import Foundation
import Testing

/// Every link that a listing shows can be followed.
@Suite struct LongPathTests {
    /// Makes nested directories in the docroot, deeper than any call takes a path, and in the last
    /// one a file and a script.
    private func nest(_ name: String, _ depth: Int, _ folder: Folder) throws {
        var current = open(folder.site, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        for _ in 0..<depth {
            #expect(mkdirat(current, name, 0o755) == 0)
            let next = openat(current, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            close(current)
            current = next
        }
        let file = openat(current, "end.txt", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        #expect(write(file, "the end", 7) == 7)
        close(file)
        let script = openat(current, "end.sh", O_WRONLY | O_CREAT | O_CLOEXEC, 0o755)
        let text = "#!/bin/sh\nprintf 'A: b\\n\\n'\necho $0 $PATH_INFO\n"
        #expect(write(script, text, text.utf8.count) == text.utf8.count)
        close(script)
        close(current)
    }

    /// Three bytes of UTF-8 make nine of a request line: a directory of 255 bytes takes 766, and
    /// twenty of them more than `PATH_MAX` as well.
    @Test(arguments: LinkTests.Start.all) func deepAndForeign(start: LinkTests.Start) throws {
        let folder = try Folder()
        let (name, depth) = (String(repeating: "☃", count: 85), 20)
        try nest(name, depth, folder)
        try withServer(start.model, folder: folder, launcher: start.launcher) { server throws in
            var target = "/"
            for level in 0...depth {
                let page = try server.get(target)
                #expect(page.status == 200, "level \(level)")
                let links = page.entryLinks
                guard level < depth else {
                    #expect(Set(links) == ["end.txt", "end.sh"])
                    break
                }
                let link = try #require(links.first, "level \(level)")
                // Without its slash it leads to the one with it.
                let bare = try server.get(target + link.dropLast())
                #expect(bare.status == 301 && bare["Location"] == "./" + link)
                target += link
            }
            #expect(target.count > 15_000)
            #expect(try server.get(target + "end.txt").text == "the end")
            #expect(try server.get(target + "end.sh").text == "./end.sh\n")
            #expect(try server.get(target + "end.sh/x").text == "./end.sh /x\n")
            #expect(try server.get(target + "none").status == 404)
            #expect(try server.get(target + "end.txt/x").status == 404)
        }
    }

    /// RFC 9110 section 15.5.15.
    @Test(arguments: Model.all) func longest(model: Model) throws {
        try withSite(model) {
            try $0.file("a.txt", "a")
        } use: { server throws in
            let fixed = "GET / HTTP/1.1".utf8.count
            for (count, status) in [(16_384, 404), (16_385, 414)] {
                let target = "/" + String(repeating: "x", count: count - fixed)
                #expect(try server.get(target).status == status, "\(count)")
            }
        }
    }

    /// Names of dots that are no dot segments (RFC 3986 section 3.3).
    @Test(arguments: LinkTests.Start.all) func names(start: LinkTests.Start) throws {
        let folder = try Folder()
        for name in ["...", "..x", "....", ".x"] { try folder.file(name, name) }
        try folder.file("...d/inner/..y", "..y")
        try folder.file("%2e%2e", "percent")
        try folder.file(".well-known/security.txt", "contact")
        try withServer(
            start.model, ["--hidden"], folder: folder, launcher: start.launcher
        ) { server throws in
            let links = try server.get("/").entryLinks
            let expected = ["...", "..x", "....", ".x", "...d/", "%252e%252e", ".well-known/"]
            #expect(Set(links) == Set(expected))
            for name in ["...", "..x", "....", ".x", "...d/inner/..y"] {
                let text = try server.get("/" + name).text
                #expect(text == name.split(separator: "/").last.map(String.init))
            }
            #expect(try server.get("/%252e%252e").text == "percent")
            #expect(try server.get("/%2e%2e").status == 404)
        }
        try withServer(start.model, folder: folder, launcher: start.launcher) { server throws in
            for name in ["...", "..x", ".x", "...d/", "...d/inner/..y"] {
                #expect(try server.get("/" + name).status == 404, "\(name)")
            }
            #expect(try server.get("/.well-known/security.txt").text == "contact")
            #expect(try server.get("/.well-known/").status == 200)
        }
    }
}
