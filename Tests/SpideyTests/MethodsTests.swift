import Foundation
import Testing

/// Methods, expectations, connection options, upgrades and hosts, as clients really send them, each
/// with the section of the RFC that says what to answer (RFC 9110, or 9112 where it says so).
@Suite struct MethodsTests {
    struct Case: Sendable {
        let section: String
        let line: String
        var fields: [String] = []
        var content = ""
        let status: Int
        var has: [String: String] = [:]
        var lacks: [String] = []

        var bytes: String {
            let length = content.isEmpty ? [] : ["Content-Length: \(content.utf8.count)"]
            let host = fields.contains { $0.hasPrefix("Host:") } ? [] : ["Host: localhost"]
            return ([line + " HTTP/1.1"] + host + fields + length + ["", ""])
                .joined(separator: "\r\n") + content
        }
    }

    private static let allow = ["Allow": "GET, HEAD, OPTIONS"]

    static let methods: [Case] = [
        Case(section: "9.3.1", line: "GET /a.txt", status: 200, has: ["Content-Length": "12"]),
        Case(section: "9.3.2", line: "HEAD /a.txt", status: 200, has: ["Content-Length": "12"]),
        // Known, and not for this: 405 with Allow (15.5.6).
        Case(section: "9.3.3", line: "POST /a.txt", content: "x", status: 405, has: allow),
        Case(section: "9.3.4", line: "PUT /a.txt", content: "x", status: 405, has: allow),
        Case(section: "9.3.5", line: "DELETE /a.txt", status: 405, has: allow),
        Case(section: "RFC 5789", line: "PATCH /a.txt", content: "x", status: 405, has: allow),
        Case(section: "9.3.4", line: "PUT /new.txt", content: "x", status: 404),
        Case(section: "9.3.6", line: "CONNECT localhost:80", status: 405, has: allow),
        Case(
            section: "9.3.7", line: "OPTIONS /a.txt", status: 204, has: allow,
            lacks: ["Content-Length", "Transfer-Encoding"]),
        Case(section: "9.3.7", line: "OPTIONS /sub/", status: 204, has: allow),
        Case(
            section: "9.3.7", line: "OPTIONS *", status: 204,
            has: ["Allow": "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH"]),
        Case(section: "9.3.7", line: "OPTIONS /none", status: 404),
        // It would give credentials back to whoever reads the response.
        Case(
            section: "9.3.8", line: "TRACE /a.txt", fields: ["Cookie: secret"], status: 405,
            has: allow),
        Case(section: "9.3.8", line: "TRACE /echo.sh", status: 405),
        Case(section: "9.1", line: "BREW /a.txt", status: 501, lacks: ["Allow"]),
        Case(section: "9.1", line: "PROPFIND /sub/", status: 501),
        // Case-sensitive.
        Case(section: "9.1", line: "get /a.txt", status: 501),
        Case(section: "9.1", line: "Get /sub/", status: 501),
        // A script decides for itself (RFC 3875 section 4.1.12).
        Case(section: "RFC 3875", line: "BREW /echo.sh", status: 200, has: ["X-Method": "BREW"]),
        Case(section: "RFC 3875", line: "OPTIONS /echo.sh", status: 200),
    ]

    static let expectations: [Case] = [
        Case(
            section: "10.1.1", line: "GET /a.txt", fields: ["Expect: 100-continue"], status: 200),
        Case(
            section: "10.1.1", line: "POST /a.txt",
            fields: ["Expect: 100-Continue", "Content-Length: 5"], status: 405,
            has: ["Connection": "close"]),
        Case(section: "10.1.1", line: "GET /a.txt", fields: ["Expect: 200-ok"], status: 417),
        Case(
            section: "10.1.1", line: "GET /a.txt", fields: ["Expect: 100-continue, x"], status: 417
        ),
        Case(section: "10.1.1", line: "HEAD /a.txt", fields: ["Expect: x"], status: 417),
    ]

    private static let h2c = [
        "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
    ]
    private static let webSocket = [
        "Connection: keep-alive, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    static let upgrades: [Case] = [
        Case(section: "7.8", line: "GET /a.txt", fields: h2c, status: 200, lacks: ["Upgrade"]),
        Case(
            section: "7.8", line: "GET /a.txt", fields: webSocket, status: 200, lacks: ["Upgrade"]),
        Case(section: "7.8", line: "GET /none", fields: webSocket, status: 404),
        Case(
            section: "7.8", line: "OPTIONS *", fields: ["Connection: upgrade", "Upgrade: TLS/1.3"],
            status: 204),
        Case(section: "7.6.1", line: "GET /a.txt", fields: ["Connection: x, ,y"], status: 200),
        Case(
            section: "7.6.1", line: "GET /a.txt", fields: ["Connection: Content-Length"],
            status: 200),
    ]

    /// RFC 9112 section 3.2, RFC 6874 section 2.
    static let hosts: [Case] =
        [
            "localhost", "LOCALHOST:80", "[::1]:9234", "[fe80::1%25eth0]", "[fe80::1%eth0]:9234",
            "", "a_b", "127.0.0.1",
        ].map {
            Case(section: "7.2", line: "GET /a.txt", fields: ["Host: \($0)"], status: 200)
        }
        + ["a b", "[fe80::1%]", "fe80::1%eth0", "a:b", "a/b", "[fe80::1%a/b]"].map {
            Case(section: "7.2", line: "GET /a.txt", fields: ["Host: \($0)"], status: 400)
        }

    private func build(_ folder: Folder) throws {
        try folder.file("a.txt", "content of a")
        try folder.file("sub/b.txt", "content of b")
        try folder.file("closed.txt", "closed")
        try folder.file("broken.sh", "#!/nonexistent/interpreter\n", mode: 0o755)
        try folder.script(
            "echo.sh",
            "cat >/dev/null\n"
                + "printf 'X-Method: %s\\nX-Host: %s\\n\\nx' \"$REQUEST_METHOD\" \"$HTTP_HOST\""
        )
        mkfifo(folder.site + "/fifo", 0o644)
    }

    /// Whole and octet by octet; where a connection lives on, twice on it, so that a cache answers.
    @Test(arguments: Model.all) func table(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for one in Self.methods + Self.expectations + Self.upgrades + Self.hosts {
                let isHead = one.line.hasPrefix("HEAD")
                for isWhole in [true, false] {
                    let client = try server.connect()
                    if isWhole { client.send(one.bytes) } else { client.trickle(one.bytes) }
                    try check(client.reply(isHead: isHead), one)
                    let closes = !model.keepsAlive || one.has["Connection"] == "close"
                    guard isWhole, !closes, one.status != 400 else { continue }
                    client.send(one.bytes)
                    try check(client.reply(isHead: isHead), one)
                }
            }
        }
    }

    private func check(_ reply: Reply, _ one: Case) {
        let name = "\(one.section): \(one.line) \(one.fields)"
        #expect(reply.status == one.status, "\(name)")
        for (field, value) in one.has { #expect(reply[field] == value, "\(name)") }
        for field in one.lacks { #expect(reply[field] == nil, "\(name)") }
        #expect(!reply.text.contains("secret"), "\(name)")
    }

    /// Section 9.3.2: HEAD is GET without content, whatever comes of it. Of a script's content,
    /// which is not made, nobody knows the framing.
    @Test(arguments: Model.all) func headIsGet(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for target in [
                "/a.txt", "/sub", "/sub/", "/", "/none", "/%zz", "/fifo", "/broken.sh", "/a.txt/x",
                "/../x", "/echo.sh",
            ] {
                for fields in [[], ["Accept: application/json"], ["Expect: x"], ["Host: b"]] {
                    let get = try server.request("GET", target, fields)
                    let head = try server.request("HEAD", target, fields)
                    #expect(head.body.isEmpty && head.status == get.status, "\(target) \(fields)")
                    func visible(_ reply: Reply) -> [String] {
                        let unsure =
                            ["Date", "ETag", "X-Method"]
                            + (target == "/echo.sh" ? ["Transfer-Encoding"] : [])
                        return reply.fields.filter { !unsure.contains($0.name) }
                            .map { "\($0.name): \($0.value)" }
                    }
                    #expect(visible(head) == visible(get), "\(target) \(fields)")
                }
            }
        }
    }

    /// The host that a client has named, zone included, is what a script is told.
    @Test(arguments: Model.all) func zonesReachScripts(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let client = try server.connect()
            client.send("GET /echo.sh HTTP/1.1\r\nHost: [fe80::1%25eth0]:80\r\n\r\n")
            #expect(try client.reply()["X-Host"] == "[fe80::1%25eth0]:80")
        }
    }

    /// Section 10.1.1: a script's client is told to go on, before the final response.
    @Test(arguments: Model.all) func continues(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let client = try server.connect()
            client.send(
                "POST /echo.sh HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 3\r\n\r\n")
            #expect(try client.reply().status == 100)
            client.send("abc")
            #expect(try client.reply().status == 200)
        }
    }
}
