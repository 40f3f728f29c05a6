import Foundation
import HTTPWire
import SystemCalls
import Testing

@testable import HTTPServer
@testable import Sockets
@testable import SpideyCore

/// How a connection is scheduled, and whether a cache is in front of its site. The answers are the
/// same.
enum Scheduling: CaseIterable {
    /// By a process or thread of its own.
    case alone
    /// By a loop, which drives others as well.
    case shared
    /// By a loop with a cache.
    case cached

    var turn: Turn { self == .alone ? .alone : .shared }
    var cacheSize: Int { self == .cached ? 1 << 20 : 0 }
}

/// Every kind of request that needs no process: one table, each case whole and octet by octet, in
/// each scheduling.
@Suite struct HTTPHandlerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// Lines of the request, without `Host`; or, with `isRaw`, all of it.
        let request: String
        let status: Int
        var fields: [String] = []
        var absent: [String] = []
        var content: String?
        var isRaw = false
        var closes = false

        var testDescription: String { request.debugDescription }

        var bytes: [UInt8] {
            Array((isRaw ? request : request + " HTTP/1.1\r\nHost: localhost\r\n\r\n").utf8)
        }
    }

    static let files: [Case] = [
        Case(
            request: "GET /hello.txt", status: 200,
            fields: [
                "Content-Type: text/plain; charset=utf-8", "Content-Length: 6",
                "Last-Modified: Sun, 09 Sep 2001 01:46:40 GMT", "ETag: \"6-",
                "Cache-Control: no-cache", "Accept-Ranges: bytes",
                "X-Content-Type-Options: nosniff",
            ], absent: ["Connection:", "Transfer-Encoding:"], content: "hello\n"),
        Case(
            request: "HEAD /hello.txt", status: 200, fields: ["Content-Length: 6"], content: ""),
        Case(request: "GET /empty", status: 200, fields: ["Content-Length: 0"], content: ""),
        Case(
            request: "GET /big.bin", status: 200, fields: ["Content-Length: 32000"],
            content: String(repeating: "0123456789abcdef", count: 2000)),
        Case(request: "GET /inner", status: 200, content: "more"),
        Case(request: "GET /docs/../hello.txt", status: 200, content: "hello\n"),
        Case(request: "GET //hello.txt", status: 200, content: "hello\n"),
        Case(request: "GET /a%20b/c%23d%3f.txt", status: 200, content: "odd"),
        Case(request: "GET /hello.txt?x=1", status: 200, content: "hello\n"),
        Case(request: "GET http://elsewhere/hello.txt", status: 200, content: "hello\n"),
        Case(request: "GET /.well-known/x", status: 200, content: "known"),
    ]

    static let directories: [Case] = [
        Case(request: "GET /docs/", status: 200, content: "<p>index"),
        Case(request: "HEAD /plain/", status: 200, content: ""),
        Case(
            request: "GET /docs", status: 301,
            fields: ["Location: ./docs/", "Content-Length: 0"], content: ""),
        Case(request: "GET /docs?a=b&c", status: 301, fields: ["Location: ./docs/?a=b&c"]),
        Case(request: "GET /a%20b", status: 301, fields: ["Location: ./a%20b/"]),
        Case(request: "GET //evil.example/..//docs", status: 301, fields: ["Location: ./docs/"]),
        Case(request: "GET /docs/.", status: 200, content: "<p>index"),
    ]

    static let absent = [
        "/none", "/none/", "/hello.txt/", "/hello.txt/more", "/leak", "/.secret", "/docs/.git",
        "/../www-secret/file", "/%2e%2e/www-secret/file", "/docs/..%2f..%2fwww-secret/file",
        "/..%5c..%5cx", "/%252e%252e/x", "/www-secret/file",
        "/\(String(repeating: "n", count: 300))",
        "/%c0%ae%c0%ae/x", "/a%0d%0aSet-Cookie:x=1",
    ].map { Case(request: "GET \($0)", status: 404, absent: ["Set-Cookie"]) }

    static let malformed = ["/%", "/%zz", "/%u002e", "/a.txt%00.jpg", "/%e"].map {
        Case(request: "GET \($0)", status: 400)
    }

    static let methods: [Case] = [
        Case(request: "GET /fifo", status: 403),
        Case(
            request: "OPTIONS /hello.txt", status: 204, fields: ["Allow: GET, HEAD, OPTIONS"],
            absent: ["Content-Length", "Transfer-Encoding"], content: ""),
        Case(request: "OPTIONS *", status: 204, fields: ["Allow: GET, HEAD,"], content: ""),
        Case(
            request: "DELETE /hello.txt", status: 405, fields: ["Allow: GET, HEAD, OPTIONS"]),
        Case(request: "TRACE /plain/", status: 405, fields: ["Allow: GET, HEAD, OPTIONS"]),
        Case(request: "BREW /plain/", status: 501, absent: ["Allow"]),
        Case(request: "CONNECT localhost:80", status: 405),
    ]

    static let framing: [Case] = [
        Case(
            request: "POST /hello.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
            status: 405, isRaw: true),
        Case(
            request: "GET /hello.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            status: 200, fields: ["Connection: close"], content: "hello\n", isRaw: true,
            closes: true),
        Case(
            request: "GET /hello.txt HTTP/1.0\r\n\r\n", status: 200,
            fields: ["Connection: close"], content: "hello\n", isRaw: true, closes: true),
        Case(
            request: "GET /hello.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", status: 200,
            fields: ["Connection: keep-alive"], content: "hello\n", isRaw: true),
        Case(
            request: "GET / HTTP/1.1\r\n\r\n", status: 400, fields: ["Connection: close"],
            isRaw: true, closes: true),
        Case(request: "nonsense\r\n\r\n", status: 400, isRaw: true, closes: true),
        // RFC 9110 section 9.3.2.
        Case(
            request: "HEAD / HTTP/1.1\r\n\r\n", status: 400, content: "", isRaw: true,
            closes: true),
        Case(
            request: "GET / HTTP/2.0\r\nHost: a\r\n\r\n", status: 505, isRaw: true, closes: true),
        Case(
            request: "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
            status: 501, isRaw: true, closes: true),
        Case(
            request: "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999\r\n\r\n",
            status: 413, isRaw: true, closes: true),
        Case(
            request: "GET / HTTP/1.1\r\nHost: a\r\nExpect: nonsense\r\n\r\n", status: 417,
            isRaw: true),
        Case(
            request: "PUT /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                + "Content-Length: 3\r\n\r\n",
            status: 404, fields: ["Connection: close"], isRaw: true, closes: true),
        Case(
            request: "PUT /hello.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n",
            status: 405, fields: ["Connection: close"], isRaw: true, closes: true),
    ]

    @Test(arguments: files + directories + absent + malformed + methods + framing)
    func answers(_ one: Case) throws {
        let fixture = try SiteFixture.standard()
        var texts: Set<String> = []
        for scheduling in Scheduling.allCases {
            let whole = try Dialogue(
                fixture, turn: scheduling.turn, cacheSize: scheduling.cacheSize)
            try whole.feed(one.bytes)
            let octets = try Dialogue(
                fixture, turn: scheduling.turn, cacheSize: scheduling.cacheSize)
            for byte in one.bytes { try octets.feed([byte]) }
            #expect(whole.text == octets.text)
            #expect(whole.isClosed == one.closes && octets.isClosed == one.closes)
            texts.insert(whole.text)
        }
        #expect(texts.count == 1, "\(texts)")
        let text = try #require(texts.first)
        let (head, content) = try split(text)
        #expect(head.hasPrefix("HTTP/1.1 \(one.status) "))
        for field in one.fields { #expect(head.contains("\r\n" + field), "\(head)") }
        for field in one.absent { #expect(!head.contains("\r\n" + field), "\(head)") }
        if let expected = one.content { #expect(content == expected) }
        #expect(one.closes == head.contains("\r\nConnection: close"))
        #expect(!text.contains(fixture.outer), "no path of the server")
        if !one.request.hasPrefix("HEAD"), let length = length(head) {
            #expect(content.utf8.count == length)
        }
    }

    private func split(_ text: String) throws -> (head: String, content: String) {
        let end = try #require(text.range(of: "\r\n\r\n"))
        return (String(text[..<end.lowerBound]), String(text[end.upperBound...]))
    }

    private func length(_ head: String) -> Int? {
        head.components(separatedBy: "\r\nContent-Length: ").dropFirst().first.flatMap {
            Int($0.prefix { $0.isNumber })
        }
    }

    @Test func listingsNameWhatIsThere() throws {
        let fixture = try SiteFixture.standard()
        var options = SiteOptions()
        options.index = []
        let dialogue = try Dialogue(fixture, options)
        try dialogue.ask("GET /plain/")
        #expect(dialogue.text.contains("one.txt") && dialogue.text.contains("&lt;b&gt;.txt"))
        #expect(!dialogue.text.contains("<b>"))
        let root = try Dialogue(fixture, options)
        try root.ask("GET /")
        #expect(root.text.contains("hello.txt") && root.text.contains("inner"))
        for name in [".secret", "leak", "well-known"] { #expect(!root.text.contains(name)) }
        options.listsDirectories = false
        let closed = try Dialogue(fixture, options)
        try closed.ask("GET /")
        #expect(closed.statuses == [403])
    }

    @Test func optionsOpenWhatIsClosed() throws {
        let fixture = try SiteFixture.standard()
        var options = SiteOptions()
        options.showsHidden = true
        options.runsScripts = false
        let dialogue = try Dialogue(fixture, options)
        try dialogue.ask("GET /.secret")
        try dialogue.ask("GET /cgi/run")
        #expect(dialogue.statuses == [200, 200])
        #expect(dialogue.text.hasSuffix("#!/bin/sh\n"))
    }

    @Test(arguments: Scheduling.allCases)
    func pipelinedRequestsAreAnsweredInOrder(_ scheduling: Scheduling) throws {
        let dialogue = try Dialogue(
            try SiteFixture.standard(), turn: scheduling.turn, cacheSize: scheduling.cacheSize)
        let one = "GET /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n"
        let two =
            "POST /none HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nGET\r\n0\r\n\r\n"
        try dialogue.feed(one + two + one + "GET / HTTP/1.1\r\n\r\n" + one)
        #expect(dialogue.statuses == [200, 404, 200, 400])
        #expect(dialogue.isClosed)
    }

    @Test func connectionsHaveAnEnd() throws {
        var configuration = Configuration()
        configuration.requestsPerConnection = 3
        let fixture = try SiteFixture.standard()
        let dialogue = try Dialogue(fixture, SiteOptions(), configuration)
        for _ in 0..<5 { try dialogue.ask("GET /hello.txt") }
        #expect(dialogue.statuses == [200, 200, 200])
        #expect(dialogue.text.components(separatedBy: "Connection: close").count == 2)

        // Told to stop in the middle of a request: it is answered, and the response says so.
        let draining = try Dialogue(fixture)
        try draining.ask("GET /hello.txt")
        try draining.feed("GET /hello.txt HTTP/1.1\r\n")
        #expect(!draining.isClosed)
        try draining.drain()
        try draining.feed("Host: a\r\n\r\n")
        #expect(draining.isClosed && draining.statuses == [200, 200])
        #expect(draining.text.components(separatedBy: "Connection: close").count == 2)
    }

    /// A request has one response, also when its content is bad, endless or does not come.
    @Test(arguments: ["zz\r\n", "3\r\nabcX", "1;\n"])
    func badContentOfAnAnsweredRequest(content: String) throws {
        let dialogue = try Dialogue(try SiteFixture.standard())
        try dialogue.ask("POST /none", "Transfer-Encoding: chunked")
        #expect(!dialogue.isClosed)
        try dialogue.feed(content)
        #expect(dialogue.isClosed && dialogue.statuses == [404])
    }

    @Test func lateContentOfAnAnsweredRequest() throws {
        let dialogue = try Dialogue(try SiteFixture.standard())
        try dialogue.ask("POST /none", "Content-Length: 10")
        try dialogue.feed("abc")
        #expect(dialogue.connection.phase == .content)
        try dialogue.timeOut()
        #expect(dialogue.isClosed && dialogue.statuses == [404])
    }

    @Test func tooMuchContentForNobodyClosesTheConnection() throws {
        var configuration = Configuration()
        configuration.drainLimit = 1000
        let dialogue = try Dialogue(try SiteFixture.standard(), SiteOptions(), configuration)
        try dialogue.ask("POST /none", "Transfer-Encoding: chunked")
        let chunk = "64\r\n" + String(repeating: "x", count: 100) + "\r\n"
        for _ in 0..<10 { try dialogue.feed(chunk) }
        #expect(!dialogue.isClosed)
        try dialogue.feed(chunk)
        #expect(dialogue.isClosed && dialogue.statuses == [404])
    }

    @Test func slowRequestsGet408() throws {
        let fixture = try SiteFixture.standard()
        let slow = try Dialogue(fixture)
        try slow.feed("GET / HT")
        try slow.timeOut()
        #expect(slow.isClosed && slow.statuses == [408])
        let silent = try Dialogue(fixture)
        try silent.timeOut()
        #expect(silent.isClosed && silent.text == "")
        let idle = try Dialogue(fixture)
        try idle.ask("GET /hello.txt")
        #expect(idle.connection.phase == .idle)
        try idle.timeOut()
        #expect(idle.isClosed && idle.statuses == [200])
    }

    @Test func refusalsSayWhy() throws {
        let dialogue = try Dialogue(try SiteFixture.standard())
        try dialogue.refuse()
        #expect(dialogue.statuses == [503] && dialogue.isClosed)
        #expect(dialogue.text.contains("\r\nRetry-After: 1\r\n"))
        #expect(dialogue.text.contains("\r\nConnection: close\r\n"))
    }

    @Test func eachResponseIsLoggedOnce() throws {
        let fixture = try SiteFixture.standard()
        let path = fixture.outer + "/log"
        let log = try AccessLog(.json, to: try Descriptor.openForAppending(path))
        let dialogue = try Dialogue(fixture, log: log)
        let fields = " HTTP/1.1\r\nHost: a\r\nUser-Agent: \"x\\\r\n\r\n"
        try dialogue.feed("GET /hello.txt\(fields)HEAD /hello.txt\(fields)bad\r\n\r\n")
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        struct Line: Decodable, Equatable {
            let method: String
            let status, bytes: Int
            let complete: Bool
            let userAgent: String?
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let records = try lines.map { try decoder.decode(Line.self, from: Data($0.utf8)) }
        #expect(
            records.prefix(2) == [
                Line(method: "GET", status: 200, bytes: 6, complete: true, userAgent: "\"x\\"),
                Line(method: "HEAD", status: 200, bytes: 0, complete: true, userAgent: "\"x\\"),
            ])
        #expect(records.count == 3 && records.last?.status == 400)
    }
}
