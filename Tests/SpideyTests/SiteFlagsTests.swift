import Foundation
import Testing

/// The flags for what people start a server for, from the command line to the client.
@Suite struct SiteFlagsTests {
    private func build(_ folder: Folder) throws {
        try folder.file("index.html", "<p>start")
        try folder.file("about.html", "<p>about")
        try folder.file("app.js", "app()")
        try folder.file("sub/x.txt", "x")
        try folder.file("both/home.html", "<p>home")
        try folder.file("both/index.html", "<p>index")
        try folder.script("run.sh", "printf 'A: own\\n\\n%s %s' \"$SCRIPT_NAME\" \"$PATH_INFO\"")
        try folder.script("late.sh", "exit 0")
    }

    /// What is asked twice is answered the same, the second time mostly from a cache. The tag of a
    /// file that has just been written may say so.
    private func get(_ server: Server, _ target: String, _ fields: [String] = []) throws -> Reply {
        let first = try server.get(target, fields)
        let second = try server.get(target, fields)
        #expect(first.status == second.status && first.body == second.body, "\(target)")
        func visible(_ reply: Reply) -> [String] {
            reply.fields.filter { !["Date", "ETag"].contains($0.name) }
                .map { "\($0.name): \($0.value)" }
        }
        #expect(visible(first) == visible(second), "\(target)")
        return second
    }

    @Test(arguments: Model.all) func indices(model: Model) throws {
        let flags = ["--index", "home.html", "--index", "index.html"]
        try withSite(model, flags, build: build) { server throws in
            #expect(try get(server, "/both/").text == "<p>home")
            #expect(try get(server, "/").text == "<p>start")
            try FileManager.default.removeItem(atPath: server.folder.site + "/both/home.html")
            #expect(try get(server, "/both/").text == "<p>index")
            try server.folder.file("both/home.html", "<p>again")
            #expect(try get(server, "/both/").text == "<p>again")
        }
        try withSite(model, ["--index", "home.html", "--index", ""], build: build) {
            server throws in
            #expect(try server.get("/both/").text.contains("home.html"))
        }
    }

    @Test(arguments: Model.all) func singlePages(model: Model) throws {
        try withSite(model, ["--spa"], build: build) { server throws in
            for target in ["/users/7", "/users/", "/sub/", "/v1.2"] {
                let reply = try get(server, target)
                #expect(reply.status == 200 && reply.text == "<p>start", "\(target)")
            }
            #expect(try get(server, "/app.js").text == "app()")
            for target in ["/none.js", "/none.png", "/users/x.css", "/none.html"] {
                #expect(try get(server, target).status == 404, "\(target)")
            }
            #expect(try get(server, "/users/7", ["Accept: image/*"]).status == 404)
            #expect(try server.request("POST", "/users/7").status == 404)
            try server.folder.file("users/7", "seven")
            #expect(try get(server, "/users/7").text == "seven")
        }
    }

    @Test(arguments: Model.all) func prettyPaths(model: Model) throws {
        try withSite(model, ["--pretty"], build: build) { server throws in
            #expect(try get(server, "/about").text == "<p>about")
            let moved = try get(server, "/about.html?x")
            #expect(moved.status == 301 && moved["Location"] == "./about?x")
            #expect(try get(server, "/about/")["Location"] == "../about")
            #expect(try get(server, "/index.html")["Location"] == "./")
            #expect(try get(server, "/none").status == 404)
            try server.folder.directory("about")
            #expect(try get(server, "/about")["Location"] == "./about/")
            #expect(try get(server, "/about.html").text == "<p>about")
        }
    }

    @Test(arguments: Model.all) func fields(model: Model) throws {
        let flags = [
            "--header", "A: configured", "--header", "*.js Cache-Control: no-store",
            "--header", "X-Content-Type-Options: other",
        ]
        try withSite(model, flags, build: build) { server throws in
            for target in ["/", "/app.js", "/sub/", "/sub", "/none", "/%zz", "/late.sh"] {
                let reply = try get(server, target)
                #expect(reply["A"] == "configured", "\(target)")
                #expect(reply["X-Content-Type-Options"] == "other", "\(target)")
                let isScript = target == "/app.js"
                #expect((reply["Cache-Control"] == "no-store") == isScript, "\(target)")
            }
            #expect(try server.talk("GET / HTTP/1.1\r\n\r\n").replies.first?["A"] == "configured")
            // What a script says of itself wins.
            let script = try server.get("/run.sh")
            #expect(script["A"] == "own" && script["X-Content-Type-Options"] == "other")
        }
    }

    @Test(arguments: Model.all) func origins(model: Model) throws {
        try withSite(model, ["--cors", "--isolate"], build: build) { server throws in
            for target in ["/", "/none", "/run.sh", "/sub/"] {
                let reply = try get(server, target, ["Origin: https://a.example"])
                #expect(reply["Access-Control-Allow-Origin"] == "*", "\(target)")
                #expect(reply["Cross-Origin-Opener-Policy"] == "same-origin")
                #expect(reply["Cross-Origin-Embedder-Policy"] == "require-corp")
                #expect(reply["Cross-Origin-Resource-Policy"] == "cross-origin")
            }
            let question = ["Origin: https://a.example", "Access-Control-Request-Method: PUT"]
            for target in ["/app.js", "/run.sh", "/none"] {
                let reply = try server.request("OPTIONS", target, question)
                #expect(reply.status == 204 && reply["Access-Control-Allow-Origin"] == "*")
                #expect(reply["Access-Control-Allow-Methods"]?.contains("PUT") == true)
                #expect(reply["Access-Control-Allow-Headers"] == "*, Authorization")
                #expect(reply["Access-Control-Max-Age"] == "600")
            }
        }
        try withSite(model, ["--isolate"], build: build) { server throws in
            let reply = try get(server, "/")
            #expect(reply["Cross-Origin-Resource-Policy"] == "same-origin")
            #expect(reply["Access-Control-Allow-Origin"] == nil)
        }
    }

    @Test(arguments: Model.all) func redirects(model: Model) throws {
        let flags = [
            "--redirect", "/old=/about.html", "--redirect", "/blog/*=/sub/* 308",
            "--redirect", "/away=https://a.example/?x 301",
        ]
        try withSite(model, flags, build: build) { server throws in
            for (target, status, location) in [
                ("/old", 302, "/about.html"), ("/old?a=b", 302, "/about.html?a=b"),
                ("/blog/x%20y?q", 308, "/sub/x%20y?q"), ("/away?y", 301, "https://a.example/?x&y"),
            ] {
                let reply = try get(server, target)
                #expect(reply.status == status && reply["Location"] == location, "\(target)")
            }
            #expect(try server.request("POST", "/blog/x").status == 308)
            #expect(try get(server, "/about.html").text == "<p>about")
        }
    }

    @Test(arguments: Model.all) func prefixes(model: Model) throws {
        let flags = ["--prefix", "/app", "--redirect", "/old=/sub/"]
        try withSite(model, flags, build: build) { server throws in
            #expect(server.log.contains(":\(server.port)/app/\n"))
            #expect(try get(server, "/app/").text == "<p>start")
            #expect(try get(server, "/app/app.js").text == "app()")
            #expect(try get(server, "/")["Location"] == "/app/")
            #expect(try get(server, "/app?x")["Location"] == "/app/?x")
            #expect(try get(server, "/app/sub")["Location"] == "./sub/")
            #expect(try get(server, "/app/old")["Location"] == "/app/sub/")
            #expect(try get(server, "/app/run.sh/more").text == "/app/run.sh /more")
            let listing = try get(server, "/app/sub/").text
            #expect(listing.contains("href=\"./x.txt\"") && !listing.contains("href=\"/"))
            let missing = try get(server, "/app.js")
            #expect(missing.status == 404 && missing.text.contains("href=\"/app/\""))
        }
    }

    /// `spidey FILE`: that file, at the root and at its name, and nothing else.
    @Test(arguments: Model.all) func oneFile(model: Model) throws {
        let folder = try Folder()
        try build(folder)
        try withServer(model, folder: folder, argument: folder.site + "/app.js") { server throws in
            #expect(server.log.contains("/site/app.js in "))
            for target in ["/", "/app.js", "/?x", "//app.js"] {
                let reply = try get(server, target)
                #expect(reply.text == "app()", "\(target)")
                #expect(reply["Content-Type"]?.hasPrefix("text/javascript") == true)
            }
            for target in ["/index.html", "/sub/", "/run.sh", "/app.js/", "/app.js/../index.html"] {
                #expect(try get(server, target).status == 404, "\(target)")
            }
            // One that takes its place is served, a directory is not.
            try folder.file("new.js", "new()")
            rename(folder.site + "/new.js", folder.site + "/app.js")
            #expect(try get(server, "/").text == "new()")
            unlink(folder.site + "/app.js")
            #expect(try get(server, "/").status == 404)
            try folder.directory("app.js")
            #expect(try get(server, "/").status == 404)
        }
    }

    /// A script is run, and a link that a user has named is followed, wherever it leads.
    @Test(arguments: Model.all) func oneScriptOrLink(model: Model) throws {
        let folder = try Folder()
        try build(folder)
        try folder.link("link.js", to: "../site-secret/secret.txt")
        try withServer(model, folder: folder, argument: folder.site + "/run.sh") { server throws in
            #expect(try server.get("/").text == "/run.sh ")
            #expect(try server.get("/run.sh/more").text == "/run.sh /more")
        }
        try withServer(model, folder: folder, argument: folder.site + "/link.js") { server throws in
            #expect(try get(server, "/link.js").text == Folder.secret)
            #expect(try get(server, "/secret.txt").status == 404)
        }
    }

    @Test(arguments: Model.all) func directoryArgument(model: Model) throws {
        let folder = try Folder()
        try build(folder)
        try withServer(model, folder: folder, argument: folder.site) { server throws in
            #expect(try get(server, "/").text == "<p>start")
        }
    }
}
