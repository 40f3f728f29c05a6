import Foundation
import Testing

/// What a script is told, and what it is not.
@Suite struct ScriptEnvironmentTests {
    private func build(_ folder: Folder) throws {
        try folder.script("cgi-bin/env.sh", "printf 'Content-Type: text/plain\\n\\n'; env -0")
        try folder.script(
            "cgi-bin/args.sh", "printf 'Content-Type: text/plain\\n\\n'; printf '%s|' \"$0\" \"$@\""
        )
        try folder.script("cgi-bin/pwd.sh", "printf 'Content-Type: text/plain\\n\\n'; pwd")
        try folder.script("cgi-bin/a b%.sh", "printf 'Content-Type: text/plain\\n\\n'; env -0")
        try folder.file(
            "cgi-bin/fds.py",
            """
            #!/usr/bin/env python3
            import os
            def is_open(number):
                try: os.fstat(number)
                except OSError: return False
                return True
            print("Content-Type: text/plain\\n")
            print(*filter(is_open, range(1024)))

            """, mode: 0o755)
    }

    private func variables(_ reply: Reply) -> [String: String] {
        var result: [String: String] = [:]
        for entry in reply.text.split(separator: "\0") {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
        }
        return result
    }

    @Test(arguments: Model.all) func contract(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let client = try server.connect()
            client.send(
                Server.head(
                    "POST", "/cgi-bin/env.sh/extra%20path/x?a=b&c=%20d+e",
                    ["Content-Type: text/x; y", "Accept-Language: en", "X-Thing: 1", "X-Thing: 2"],
                    length: 3) + "abc")
            let found = variables(try client.reply())
            let site = server.folder.site
            for (name, value) in [
                "REQUEST_METHOD": "POST",
                "REQUEST_URI": "/cgi-bin/env.sh/extra%20path/x?a=b&c=%20d+e",
                "QUERY_STRING": "a=b&c=%20d+e", "SCRIPT_NAME": "/cgi-bin/env.sh",
                "PATH_INFO": "/extra path/x", "PATH_TRANSLATED": site + "/extra path/x",
                "SERVER_PROTOCOL": "HTTP/1.1", "SERVER_NAME": "localhost",
                "SERVER_PORT": "\(server.port)", "GATEWAY_INTERFACE": "CGI/1.1",
                "REMOTE_ADDR": "127.0.0.1", "REMOTE_HOST": "127.0.0.1",
                "REMOTE_PORT": "\(client.port)", "CONTENT_LENGTH": "3", "CONTENT_TYPE": "text/x; y",
                "HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "en", "HTTP_X_THING": "1, 2",
                "HTTP_CONNECTION": "close", "DOCUMENT_ROOT": site,
                "SCRIPT_FILENAME": site + "/cgi-bin/env.sh",
            ] {
                #expect(found[name] == value, "\(name)")
            }
            #expect(found["SERVER_SOFTWARE"]?.hasPrefix("Spidey/") == true)
            #expect(found["PATH"]?.isEmpty == false)
            #expect(found["HTTP_CONTENT_LENGTH"] == nil && found["HTTP_CONTENT_TYPE"] == nil)
        }
    }

    @Test(arguments: Model.all) func withoutExtras(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let found = variables(try server.get("/cgi-bin/env.sh"))
            #expect(found["QUERY_STRING"] == "")
            for name in ["PATH_INFO", "PATH_TRANSLATED", "CONTENT_LENGTH", "CONTENT_TYPE"] {
                #expect(found[name] == nil, "\(name)")
            }
            #expect(variables(try server.get("/cgi-bin/env.sh/"))["PATH_INFO"] == "/")
            let spaced = variables(try server.get("/cgi-bin/a%20b%25.sh?x"))
            #expect(spaced["SCRIPT_NAME"] == "/cgi-bin/a b%.sh")
            #expect(spaced["REQUEST_URI"] == "/cgi-bin/a%20b%25.sh?x")
        }
    }

    /// A field that would pose as something it is not, and a variable that must not appear.
    private static let poisons = [
        ("Proxy: http://evil.example/", "HTTP_PROXY"), ("X_Foo: bar", "HTTP_X_FOO"),
        ("Content_Length: 0", "HTTP_CONTENT_LENGTH"),
        ("Authorization: Basic x", "HTTP_AUTHORIZATION"),
        ("Proxy-Authorization: Basic x", "HTTP_PROXY_AUTHORIZATION"),
        ("Pro_xy: x", "HTTP_PRO_XY"), ("X.Y: z", "HTTP_X.Y"), ("X!: z", "HTTP_X!"),
    ]

    @Test(arguments: Model.all) func poisonedFields(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for (field, name) in Self.poisons {
                let found = variables(try server.get("/cgi-bin/env.sh", [field]))
                #expect(found[name] == nil, "\(field)")
                #expect(found["REQUEST_METHOD"] == "GET")
            }
            let both = ["X_Foo: evil", "X-Foo: good", "X-foo: too"]
            let found = variables(try server.get("/cgi-bin/env.sh", both))
            #expect(found["HTTP_X_FOO"] == "good, too")
            let shock = "() { :;}; echo shocked"
            let fields = ["User-Agent: \(shock)", "Cookie: \(shock)", "Referer: \(shock)"]
            let reply = try server.get(
                "/cgi-bin/env.sh?\(shock.replacing(" ", with: "%20"))", fields)
            #expect(variables(reply)["HTTP_USER_AGENT"] == shock)
            #expect(!reply.text.hasPrefix("shocked") && reply.status == 200)
        }
    }

    /// A query never becomes an argument (CVE-2012-1823).
    @Test(arguments: Model.all) func noArguments(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for query in ["-s", "a+b", "-d+allow_url_include=1", "%2Ds", ""] {
                #expect(
                    try server.get("/cgi-bin/args.sh?\(query)").text == "./args.sh|", "\(query)")
            }
            let folder = try server.get("/cgi-bin/pwd.sh").text
            #expect(folder == server.folder.site + "/cgi-bin\n")
        }
    }

    /// Neither the server's variables nor its descriptors, even those it was started with.
    @Test(arguments: Model.all) func nothingOfTheServer(model: Model) throws {
        let folder = try Folder()
        try build(folder)
        let launcher = ["sh", "-c", "exec 7</etc/passwd 9>/dev/null; exec \"$@\"", "sh"]
        let flags = ["--access-log", "json:\(folder.root)/a.log"]
        try withServer(model, flags, folder: folder, launcher: launcher) { server throws in
            let found = variables(try server.get("/cgi-bin/env.sh"))
            #expect(found["SPIDEY_TEST_SECRET"] == nil)
            #expect(!found.values.contains("hunter2"))
            #expect(try server.get("/cgi-bin/fds.py").text == "0 1 2\n")
        }
    }
}
