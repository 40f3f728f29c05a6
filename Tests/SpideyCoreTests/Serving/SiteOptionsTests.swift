import Foundation
import HTTPWire
import SystemCalls
import Testing

@testable import HTTPServer
@testable import Sockets
@testable import SpideyCore

/// What the options of a site change about its answers: one table, each request asked twice, in
/// each scheduling, with a cache and without.
@Suite struct SiteOptionsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let options: @Sendable (inout SiteOptions) throws -> Void
        let line: String
        var accept: String?
        let status: Int
        var fields: [String] = []
        var absent: [String] = []
        var content: String?

        var testDescription: String { "\(line) \(accept ?? "") \(status) \(fields)" }
    }

    private static func names(_ names: String...) -> [[UInt8]] { names.map { Array($0.utf8) } }

    private static func indices(_ options: inout SiteOptions) {
        options.index = names("first.html", "folder", "index.html")
    }

    static let indexing: [Case] = [
        Case(options: indices, line: "GET /docs/", status: 200, content: "<p>index"),
        Case(options: indices, line: "GET /both/", status: 200, content: "<p>first"),
        // A directory with the name of an index is passed over.
        Case(options: indices, line: "GET /odd/", status: 200, content: "<p>odd"),
        Case(options: indices, line: "GET /plain/", status: 200),
        Case(options: { $0.index = [] }, line: "GET /docs/", status: 200),
    ]

    private static func pretty(_ options: inout SiteOptions) { options.hidesExtensions = true }

    static let pretty: [Case] = [
        Case(
            options: pretty, line: "GET /page", status: 200,
            fields: ["Content-Type: text/html; charset=utf-8"], content: "<p>page"),
        Case(options: pretty, line: "HEAD /page", status: 200, content: ""),
        Case(
            options: pretty, line: "GET /page.html?a=b", status: 301,
            fields: ["Location: ./page?a=b", "Cache-Control: no-cache"], content: ""),
        Case(options: pretty, line: "GET /page/", status: 301, fields: ["Location: ../page"]),
        Case(options: pretty, line: "GET /docs/index.html", status: 301, fields: ["Location: ./"]),
        Case(options: pretty, line: "GET /docs/index", status: 200, content: "<p>index"),
        // A directory and a file of that name come first, and then the page keeps its own.
        Case(options: pretty, line: "GET /taken", status: 301, fields: ["Location: ./taken/"]),
        Case(options: pretty, line: "GET /taken.html", status: 200, content: "<p>taken"),
        Case(options: pretty, line: "GET /other", status: 200, content: "other"),
        Case(options: pretty, line: "GET /none", status: 404),
        Case(options: pretty, line: "GET /none.html", status: 404),
        Case(options: pretty, line: "GET /a%20b%3f", status: 200, content: "<p>odd name"),
        Case(
            options: pretty, line: "GET /a%20b%3f.html", status: 301,
            fields: ["Location: ./a%20b%3F"]),
        Case(options: pretty, line: "DELETE /page", status: 405),
        Case(options: pretty, line: "DELETE /page/", status: 405),
        Case(
            options: pretty, line: "GET /" + String(repeating: "x", count: 252), status: 404),
        Case(options: pretty, line: "DELETE /page.html", status: 405),
        Case(options: pretty, line: "OPTIONS /page.html", status: 204),
    ]

    private static func single(_ options: inout SiteOptions) {
        options.isSinglePage = true
        options.index = names("page.html")
    }

    static let single: [Case] = [
        Case(
            options: single, line: "GET /users/7", status: 200,
            fields: ["Vary: Accept", "ETag: "], content: "<p>page"),
        Case(options: single, line: "HEAD /users/7", status: 200, content: ""),
        Case(options: single, line: "GET /john.doe?x", status: 200, content: "<p>page"),
        Case(options: single, line: "GET /hello.txt", status: 200, content: "hello\n"),
        Case(options: single, line: "GET /users/app.js", status: 404),
        Case(options: single, line: "GET /old.html", status: 404),
        Case(options: single, line: "POST /users/7", status: 404),
        Case(options: single, line: "GET /.secret", status: 404),
        Case(options: single, line: "GET /%2e%2e/x", status: 404),
        Case(
            options: single, line: "GET /users/7", accept: "application/json", status: 404,
            fields: ["Vary: Accept", "Content-Type: application/json"]),
        Case(
            options: single, line: "GET /users/7", accept: "text/html;q=0, */*", status: 404),
        Case(
            options: single, line: "GET /users/7", accept: "text/html,*/*;q=0.8", status: 200,
            content: "<p>page"),
        // A directory without an index is the application's; without one in the docroot it is not.
        Case(options: single, line: "GET /plain/", status: 200, content: "<p>page"),
        Case(
            options: { $0.isSinglePage = true }, line: "GET /plain/", status: 200,
            fields: ["Content-Type: text/html"]),
        Case(options: { $0.isSinglePage = true }, line: "GET /users", status: 404),
        Case(
            options: {
                single(&$0)
                $0.hidesExtensions = true
            }, line: "GET /other.d", status: 200, content: "<p>page"),
    ]

    private static func rules(_ texts: String...) -> @Sendable (inout SiteOptions) throws -> Void {
        { options in for text in texts { options.fields.append(try FieldRule(text)) } }
    }

    static let fields: [Case] = [
        Case(
            options: rules("A: b", "x-content-type-options: c"), line: "GET /hello.txt",
            status: 200, fields: ["A: b", "x-content-type-options: c"],
            absent: ["X-Content-Type-Options: nosniff"], content: "hello\n"),
        Case(options: rules("A: b"), line: "GET /big.bin", status: 200, fields: ["A: b"]),
        Case(options: rules("A: b"), line: "GET /plain/", status: 200, fields: ["A: b"]),
        Case(options: rules("A: b"), line: "GET /docs", status: 301, fields: ["A: b"]),
        Case(options: rules("A: b"), line: "GET /none", status: 404, fields: ["A: b"]),
        Case(options: rules("A: b"), line: "OPTIONS *", status: 204, fields: ["A: b"]),
        Case(options: rules("A: b"), line: "GET /%", status: 400, fields: ["A: b"]),
        Case(options: rules("A: b"), line: "PUT /hello.txt", status: 405, fields: ["A: b"]),
        Case(
            options: rules("*.txt A: b", "/docs/* C: d"), line: "GET /hello.txt", status: 200,
            fields: ["A: b"], absent: ["C: d"]),
        // The path of the request counts, not that of what answers it.
        Case(
            options: rules("/docs A: b", "*.html C: d"), line: "GET /docs/", status: 200,
            fields: ["A: b"], absent: ["C: d"]),
        Case(
            options: {
                single(&$0)
                try rules("Vary: Origin", "Set-Cookie: a=b")(&$0)
            }, line: "GET /users/7", status: 200,
            fields: ["Vary: Accept", "Vary: Origin", "Set-Cookie: a=b"], content: "<p>page"),
    ]

    private static func prefixed(_ options: inout SiteOptions) throws {
        options.prefix = try #require(PathPrefix("/app/v1"))
        options.redirects.append(try Redirect("/old/*=/docs/*"))
        try rules("/hello.txt A: b")(&options)
    }

    static let prefixes: [Case] = [
        Case(
            options: prefixed, line: "GET /app/v1/hello.txt", status: 200, fields: ["A: b"],
            content: "hello\n"),
        Case(options: prefixed, line: "GET /app/v1/docs/", status: 200, content: "<p>index"),
        Case(
            options: prefixed, line: "GET /app/v1/docs", status: 301,
            fields: ["Location: ./docs/"]),
        Case(
            options: prefixed, line: "GET /app/v1?x", status: 301,
            fields: ["Location: /app/v1/?x"]),
        Case(options: prefixed, line: "GET /", status: 301, fields: ["Location: /app/v1/"]),
        Case(options: prefixed, line: "POST /", status: 405),
        Case(options: prefixed, line: "GET /app/v1/", status: 200),
        Case(options: prefixed, line: "GET /hello.txt", status: 404, absent: ["A: b"]),
        Case(options: prefixed, line: "GET /app/v1/.secret", status: 404),
        Case(options: prefixed, line: "GET /app/v1/../hello.txt", status: 404),
        Case(
            options: prefixed, line: "GET /app/v1/old/x?y", status: 302,
            fields: ["Location: /app/v1/docs/x?y"]),
        Case(options: prefixed, line: "GET /old/x", status: 404),
    ]

    private static func only(_ options: inout SiteOptions) {
        options.onlyFile = OnlyFile(name: "name.txt", file: "hello.txt")
    }

    static let onlyFile: [Case] = [
        Case(options: only, line: "GET /", status: 200, content: "hello\n"),
        Case(options: only, line: "HEAD /", status: 200, content: ""),
        Case(options: only, line: "GET /name.txt", status: 200, content: "hello\n"),
        Case(options: only, line: "GET /hello.txt", status: 404),
        Case(options: only, line: "GET /docs/", status: 404),
        Case(options: only, line: "GET /name.txt/", status: 404),
        Case(options: only, line: "GET /name.txt/../docs/", status: 404),
        Case(options: only, line: "POST /", status: 405),
        Case(
            options: { $0.onlyFile = OnlyFile(name: ".secret", file: ".secret") },
            line: "GET /.secret", status: 200, content: "hidden"),
        // What has become a directory since is not a file.
        Case(
            options: { $0.onlyFile = OnlyFile(name: "docs", file: "docs") }, line: "GET /",
            status: 404),
        Case(
            options: { $0.onlyFile = OnlyFile(name: "docs", file: "docs") }, line: "GET /docs/",
            status: 404),
    ]

    private static func fixture() throws -> SiteFixture {
        let fixture = try SiteFixture.standard()
        for (path, text) in [
            ("both/first.html", "<p>first"), ("both/index.html", "<p>second"),
            ("odd/first.html/x", ""), ("odd/index.html", "<p>odd"),
            ("taken.html", "<p>taken"), ("taken/x", ""), ("other.html", "<p>other"),
            ("other", "other"), ("a b?.html", "<p>odd name"),
        ] {
            try fixture.write(path, text)
        }
        return fixture
    }

    @Test(arguments: indexing + pretty + single + fields + prefixes + onlyFile)
    func answers(_ one: Case) throws {
        let fixture = try Self.fixture()
        var options = SiteOptions()
        try one.options(&options)
        var texts: Set<String> = []
        for scheduling in Scheduling.allCases {
            let dialogue = try Dialogue(
                fixture, options, turn: scheduling.turn, cacheSize: scheduling.cacheSize)
            let fields = one.accept.map { "Accept: \($0)" } ?? "X: y"
            try dialogue.ask(one.line, fields)
            texts.insert(dialogue.text)
            let first = dialogue.text.utf8.count
            try dialogue.ask(one.line, fields)
            texts.insert(String(decoding: dialogue.text.utf8.dropFirst(first), as: UTF8.self))
        }
        #expect(texts.count == 1, "\(texts)")
        let text = try #require(texts.first)
        let end = try #require(text.range(of: "\r\n\r\n"))
        let head = text[..<end.lowerBound]
        #expect(head.hasPrefix("HTTP/1.1 \(one.status) "), "\(head)")
        for field in one.fields { #expect(head.contains("\r\n" + field), "\(head)") }
        for field in one.absent { #expect(!head.contains("\r\n" + field), "\(head)") }
        if let content = one.content { #expect(text[end.upperBound...] == content) }
    }

    /// What could not be parsed gets the fields that are for all paths.
    @Test func refusalsHaveFields() throws {
        var options = SiteOptions()
        try Self.rules("A: b")(&options)
        let dialogue = try Dialogue(try Self.fixture(), options)
        try dialogue.feed("GET / HTTP/1.1\r\n\r\n")
        #expect(dialogue.statuses == [400] && dialogue.text.contains("\r\nA: b\r\n"))
    }

    /// Parts, and what says that there is nothing new, have the fields as well (RFC 9110 section
    /// 15.4.5), in place of those that the server would send. An error stays fresh for no time.
    @Test(arguments: Scheduling.allCases) func selectionsHaveFields(scheduling: Scheduling) throws {
        var options = SiteOptions()
        try Self.rules("A: b", "Cache-Control: no-store", "Accept-CH: x")(&options)
        for (condition, status, field) in [
            ("X: y", 200, "Content-Length: 32000"), ("If-None-Match: *", 304, "ETag: "),
            ("Range: bytes=1-2", 206, "Content-Range: bytes 1-2/32000"),
            ("Range: bytes=0-0,31999-31999", 206, "Content-Type: multipart/byteranges"),
            ("Range: bytes=32000-", 416, "Content-Range: bytes */32000"),
            ("If-Match: \"x\"", 412, "Content-Type: text/html"),
        ] {
            let dialogue = try Dialogue(
                try Self.fixture(), options, turn: scheduling.turn,
                cacheSize: scheduling.cacheSize)
            try dialogue.ask("GET /big.bin")
            let first = dialogue.text.utf8.count
            try dialogue.ask("GET /big.bin", condition)
            let text = String(decoding: dialogue.text.utf8.dropFirst(first), as: UTF8.self)
            let head = text.components(separatedBy: "\r\n\r\n")[0] + "\r\n"
            #expect(head.hasPrefix("HTTP/1.1 \(status) "), "\(condition)")
            #expect(head.contains("\r\n" + field), "\(condition): \(head)")
            let freshness = status < 400 ? "Cache-Control: no-store" : "Cache-Control: no-cache"
            for own in ["A: b", freshness, "Accept-CH: x"] {
                #expect(head.components(separatedBy: "\r\n\(own)\r\n").count == 2, "\(head)")
            }
            #expect(head.components(separatedBy: "\r\nCache-Control:").count == 2, "\(head)")
        }
    }

    /// The way home on a page about an error leads to the site's start.
    @Test func pagesLeadHome() throws {
        var options = SiteOptions()
        for (prefix, home) in [("/", "\"/\""), ("/app", "\"/app/\"")] {
            options.prefix = try #require(PathPrefix(prefix))
            let dialogue = try Dialogue(try Self.fixture(), options)
            try dialogue.ask("GET /none")
            #expect(dialogue.statuses == [404] && dialogue.text.contains("href=\(home)"))
        }
    }

    /// Browsers ask before some requests; what is asked so is answered for every path.
    @Test func preflights() throws {
        var options = SiteOptions()
        options.sharesWithOrigins = true
        options.fields.shareWithOrigins()
        let fixture = try Self.fixture()
        let method = "Access-Control-Request-Method: PUT"
        for line in ["OPTIONS /hello.txt", "OPTIONS /none", "OPTIONS /cgi/run"] {
            let dialogue = try Dialogue(fixture, options)
            try dialogue.ask(line, "Origin: https://a.example", method)
            #expect(dialogue.statuses == [204], "\(line)")
            for field in [
                "Access-Control-Allow-Origin: *",
                "Access-Control-Allow-Methods: GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH",
                "Access-Control-Allow-Headers: *, Authorization", "Access-Control-Max-Age: 600",
            ] {
                #expect(dialogue.text.contains("\r\n\(field)\r\n"))
            }
        }
        // Without both fields it is an ordinary request.
        for fields in [["Origin: x", "X: y"], [method, "X: y"]] {
            let dialogue = try Dialogue(fixture, options)
            try dialogue.ask("OPTIONS /hello.txt", fields[0], fields[1])
            #expect(dialogue.text.contains("\r\nAllow: GET, HEAD, OPTIONS\r\n"))
            #expect(dialogue.text.contains("\r\nAccess-Control-Allow-Origin: *\r\n"))
        }
        let closed = try Dialogue(fixture)
        try closed.ask("OPTIONS /hello.txt", "Origin: x", method)
        #expect(!closed.text.contains("Access-Control"))
    }
}
