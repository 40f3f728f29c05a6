import Foundation
import Testing

/// Directory listings, and how a directory is reached.
@Suite struct ListingTests {
    /// Names that have broken listings: as markup, as attributes, as URLs, as bytes.
    private static let hostileNames: [[UInt8]] =
        [
            "<img src=x onerror=alert(1)>", "\"onmouseover=\"alert(1)", "'onload='x",
            "javascript:x",
            "http:", "http:evil", "&lt;", "&amp;amp;", "a&b=c;d", "line\nbreak", "tab\tname",
            "re\rturn",
            "esc\u{1b}[31m", "per%cent", "%2e%2e", "%00", "question?mark", "ha#sh", "back\\slash",
            "semi;colon", "plus+plus", "sp ace", " leading", "trailing ", "-dash", "~tilde",
            "gr\u{fc}n",
            "\u{202e}gpj.exe", "\u{1f577}", "...", "..a", "*", "$(reboot)", "`x`", "{}", "|", "^",
            "@",
            "C:", "name.", "con", "caf\u{65}\u{301}",
        ].map { Array($0.utf8) } + [
            [0xff, 0xfe, 0x41], [0xc0, 0xaf], [0x80], [0xed, 0xa0, 0x80], [0x01],
            [UInt8](repeating: 0x78, count: 255), [UInt8](repeating: 0xff, count: 255),
        ]

    private static let shown = hostileNames.filter { $0.first != UInt8(ascii: ".") }

    /// Every name is listed once, and its link leads to the file.
    @Test(arguments: Model.all) func hostileNamesRoundTrip(model: Model) throws {
        try withSite(model) { folder in
            try folder.directory("names")
            for (index, name) in Self.hostileNames.enumerated() {
                try folder.file(named: name, in: "names", "content \(index)")
            }
        } use: { server throws in
            let page = try server.get("/names/")
            #expect(page.status == 200)
            #expect(page["Content-Type"] == "text/html; charset=utf-8")
            #expect(!page.text.contains("<img src=x") && !page.text.contains("\u{1b}"))
            let links = Self.links(page).filter { $0 != "../" && !$0.hasPrefix("./../") }
            #expect(links.count == Self.shown.count)
            var contents = Set<String>()
            for link in links {
                #expect(link.hasPrefix("./"))
                let reply = try server.get("/names/" + link.dropFirst(2))
                #expect(reply.status == 200, "\(link)")
                contents.insert(reply.text)
            }
            let indices = Self.hostileNames.indices.filter {
                Self.hostileNames[$0].first != UInt8(ascii: ".")
            }
            #expect(contents == Set(indices.map { "content \($0)" }))
        }
    }

    private static func links(_ page: Reply) -> [String] {
        page.text.matches(of: /<a href="([^"]*)"/).map { String($0.1) }
            .map { $0.replacingOccurrences(of: "&amp;", with: "&") }
    }

    @Test(arguments: Model.all) func hostileDirectoryNames(model: Model) throws {
        let names = ["<b>", "a b", "javascript:x", "%2e%2e", "http:", "gr\u{fc}n", "x\ny"]
        try withSite(model) { folder in
            for name in names { try folder.file("\(name)/in.txt", name) }
        } use: { server throws in
            let links = Self.links(try server.get("/"))
            #expect(links.count == names.count)
            for link in links {
                let page = try server.get("/" + link.dropFirst(2))
                #expect(page.status == 200 && page.text.contains("in.txt"), "\(link)")
                let without = try server.get("/" + link.dropFirst(2).dropLast())
                #expect(without.status == 301)
                #expect(without["Location"] == link)
            }
        }
    }

    /// Target, and where the redirect leads: always relative, never to another host.
    private static let redirects = [
        ("/sub", "./sub/"), ("/sub?a=b&c", "./sub/?a=b&c"), ("/sub?", "./sub/?"),
        ("/sub/deep", "./deep/"), ("/./sub", "./sub/"), ("//sub", "./sub/"),
        ("/sub/../sub", "./sub/"), ("/%73ub", "./sub/"),
        ("//evil.example/%2e%2e/sub", "./sub/"), ("//sub?http://evil.example/", nil),
        ("/sub?x=%0d%0aSet-Cookie:x=1", "./sub/?x=%0d%0aSet-Cookie:x=1"),
    ]

    @Test(arguments: Model.all) func redirect(model: Model) throws {
        try withSite(model) {
            try $0.directory("sub/deep")
        } use: { server throws in
            for method in ["GET", "HEAD"] {
                for (target, location) in Self.redirects {
                    let reply = try server.request(method, target)
                    #expect(reply.status == 301, "\(target)")
                    let found = try #require(reply["Location"])
                    #expect(found.hasPrefix("./"))
                    if let location { #expect(found == location, "\(target)") }
                    #expect(reply["Set-Cookie"] == nil)
                }
            }
            let evil = try server.get("/%5cevil.example/..%2fsub")
            #expect(evil.status == 404)
        }
    }

    @Test(arguments: Model.all) func contents(model: Model) throws {
        try withSite(model) { folder in
            for name in ["file10.txt", "file2.txt", "file1.txt"] { try folder.file(name, "12345") }
            try folder.directory("zebra")
            try folder.directory("ant")
            try folder.script("run.sh", "true")
            mkfifo(folder.site + "/fifo", 0o644)
        } use: { server throws in
            let page = try server.get("/")
            let links = Self.links(page)
            #expect(
                links == [
                    "./ant/", "./zebra/", "./file1.txt", "./file2.txt", "./file10.txt", "./run.sh",
                ])
            #expect(page.text.contains("fifo"))
            for word in ["Name", "Size", "Type", "Modified", "5 bytes", "Folder"] {
                #expect(page.text.contains(word), "\(word)")
            }
            let sub = Self.links(try server.get("/ant/"))
            #expect(sub.contains("../"))
        }
    }

    @Test(arguments: Model.all) func hiddenNames(model: Model) throws {
        let build = { (folder: Folder) in
            try folder.file(".secret", "hidden")
            try folder.file(".git/config", "hidden")
            try folder.file("sub/.htpasswd", "hidden")
            try folder.file(".well-known/x.txt", "known")
        }
        let targets = ["/.secret", "/.git/config", "/.git/", "/.git", "/sub/.htpasswd", "/%2egit/"]
        try withSite(model, build: build) { server throws in
            for target in targets { #expect(try server.get(target).status == 404, "\(target)") }
            #expect(try server.get("/.well-known/x.txt").text == "known")
            let page = try server.get("/").text
            #expect(!page.contains(".secret") && !page.contains(".git"))
        }
        try withSite(model, ["--hidden"], build: build) { server throws in
            #expect(try server.get("/.secret").text == "hidden")
            #expect(try server.get("/sub/.htpasswd").text == "hidden")
            let page = try server.get("/").text
            #expect(page.contains(".secret") && page.contains(".git"))
        }
    }

    @Test(arguments: Model.all) func indexFile(model: Model) throws {
        let build = { (folder: Folder) in
            try folder.file("index.html", "the index")
            try folder.file("start.htm", "the start")
            try folder.script("cgi/index.html", "printf 'Content-Type: text/plain\\n\\nscript'")
            try folder.directory("odd/index.html")
            try folder.link("dangling", to: "nowhere")
        }
        try withSite(model, build: build) { server throws in
            #expect(try server.get("/").text == "the index")
            #expect(try server.get("/")["Content-Type"] == "text/html; charset=utf-8")
            #expect(try server.get("/cgi/").text == "script")
            #expect(try server.get("/cgi")["Location"] == "./cgi/")
            #expect(try server.get("/odd/").text.contains("./index.html/"))
        }
        try withSite(model, ["--index", "start.htm"], build: build) { server throws in
            #expect(try server.get("/").text == "the start")
            #expect(try server.get("/cgi/").text.contains("./index.html"))
        }
        try withSite(model, ["--no-listing"], build: build) { server throws in
            #expect(try server.get("/").text == "the index")
            #expect(try server.get("/odd/").status == 403)
            #expect(try server.get("/odd/index.html/").status == 403)
            #expect(try server.get("/nothing/").status == 404)
        }
        try withSite(model, ["--no-cgi"], build: build) { server throws in
            #expect(try server.get("/cgi/").text.hasPrefix("#!/bin/sh"))
        }
    }

    @Test(arguments: Model.all) func symbolicLinks(model: Model) throws {
        try withSite(model) { folder in
            try folder.file("real/a.txt", "inside")
            try folder.link("dir-link", to: "real")
            try folder.link("file-link", to: "real/a.txt")
            try folder.link("up-and-in", to: "real/../real/a.txt")
            try folder.link("outside-file", to: folder.root + "/secret.txt")
            try folder.link("outside-dir", to: "../site-secret")
            try folder.link("absolute-inside", to: folder.site + "/real")
            try folder.link("dangling", to: "nowhere")
            try folder.link("loop", to: "loop")
        } use: { server throws in
            let page = try server.get("/").text
            for name in ["dir-link/", "file-link", "up-and-in", "absolute-inside/"] {
                #expect(page.contains("./\(name)\""), "\(name)")
            }
            for name in ["outside-file", "outside-dir", "dangling", "loop"] {
                #expect(!page.contains(name), "\(name)")
                #expect(try server.get("/" + name).status == 404, "\(name)")
                #expect(try server.get("/\(name)/secret.txt").status == 404, "\(name)")
            }
            #expect(try server.get("/file-link").text == "inside")
            #expect(try server.get("/dir-link/a.txt").text == "inside")
            #expect(try server.get("/dir-link")["Location"] == "./dir-link/")
        }
    }

    @Test(arguments: Model.all) func hugeDirectory(model: Model) throws {
        try withSite(model, ["--max-listing", "500"]) { folder in
            try folder.directory("many")
            for index in 0..<3000 {
                let path = folder.site + "/many/file\(index)"
                let number = open(path, O_CREAT | O_CLOEXEC, 0o644)
                #expect(number >= 0)
                close(number)
            }
        } use: { server throws in
            let page = try server.get("/many/", within: 30)
            let files = Self.links(page).filter { $0.hasPrefix("./file") }
            #expect(files.count == 500)
            #expect(files.first == "./file0" && files.last == "./file499")
            #expect(page.text.contains("2500 more not shown") || page.text.contains("2,500 more"))
        }
    }

    /// More than fits a page in memory: the page comes while it is made, in chunks or until the
    /// connection closes, and is the same page.
    @Test(arguments: Model.all) func fiftyThousandEntries(model: Model) throws {
        let count = 50_000
        try withSite(model, ["--max-listing", "50000"]) { folder in
            try folder.directory("many")
            for index in 0..<count {
                let number = open(
                    folder.site + "/many/file\(index)", O_CREAT | O_WRONLY | O_CLOEXEC, 0o644)
                #expect(number >= 0)
                close(number)
            }
        } use: { server throws in
            let client = try RawClient(port: server.port)
            client.send("HEAD /many/ HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try client.reply(isHead: true)
            #expect(head["Transfer-Encoding"] == "chunked" && head["Content-Length"] == nil)
            #expect(head.body.isEmpty)

            let chunked = try server.get("/many/", within: 60)
            #expect(chunked.status == 200 && chunked["Transfer-Encoding"] == "chunked")
            #expect(chunked.text.contains("<p>\(count) files<"))
            #expect(chunked.text.hasSuffix("</footer>\n"))
            // The page is 10 MB: looked at by lines.
            let start = "<tr><th><a href=\"./"
            let names = chunked.text.split(separator: "\n").compactMap { line in
                line.hasPrefix(start) ? line.dropFirst(start.count).prefix { $0 != "\"" } : nil
            }
            #expect(names.count == count)
            #expect(names.enumerated().allSatisfy { $1 == "file\($0)" })

            let old = try RawClient(port: server.port)
            old.send("GET /many/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let talk = try old.talk(within: 60)
            #expect(talk.ending == .closed && talk.replies.count == 1)
            let reply = try #require(talk.replies.first)
            #expect(reply["Transfer-Encoding"] == nil && reply["Content-Length"] == nil)
            #expect(reply["Connection"] == "close")
            #expect(reply.body == chunked.body)
        }
    }

    /// The log tells the length of the content without its framing.
    @Test(arguments: Model.all) func streamedListingInTheLog(model: Model) throws {
        try withSite(model, ["--access-log", "combined"]) { folder in
            for index in 0..<300 { try folder.file("many/file\(index)", "") }
        } use: { server throws in
            let page = try server.get("/many/")
            #expect(page["Transfer-Encoding"] == "chunked")
            let line = "\"GET /many/ HTTP/1.1\" 200 \(page.body.count) "
            #expect(eventually { server.child.out.contains(line) })
        }
    }

    @Test(arguments: Model.all) func emptyDirectory(model: Model) throws {
        try withSite(model, build: { _ in }) { server throws in
            let page = try server.get("/")
            #expect(page.status == 200 && page.text.contains("Empty folder"))
            #expect(page["Content-Security-Policy"]?.contains("default-src 'none'") == true)
        }
    }
}
