import Foundation
import HTTPWire
import SystemCalls
import Testing

@testable import HTTPServer
@testable import Sockets
@testable import SpideyCore

/// Preconditions and ranges of RFC 9110, sections 13 and 14, of what a site has: kept and not kept,
/// whole and octet by octet.
@Suite struct ConditionalRequestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let section: String
        let request: String
        /// `TAG` stands for the tag that the target has, and `DATE` for its date.
        let lines: [String]
        let status: Int
        var fields: [String] = []
        var absent: [String] = []
        var content: String?

        var testDescription: String { "\(section): \(request) \(lines)" }
    }

    private static let files = ["/hello.txt", "/big.bin", "/docs/"]

    static let notModified: [Case] = (files + ["/plain/", "/empty"]).flatMap { target in
        ["GET", "HEAD"].map { method in
            Case(
                section: "15.4.5", request: "\(method) \(target)",
                lines: ["If-None-Match: \"x\"", "If-None-Match: W/TAG, \"y\""], status: 304,
                fields: ["ETag: ", "Cache-Control: no-cache", "Date: "],
                absent: ["Content-Type", "Content-Length", "Transfer-Encoding", "Last-Modified"],
                content: "")
        }
    }

    static let conditions: [Case] = [
        Case(
            section: "13.1.3", request: "GET /hello.txt", lines: ["If-Modified-Since: DATE"],
            status: 304, content: ""),
        Case(
            section: "13.1.3 none of listings", request: "GET /plain/",
            lines: ["If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT"], status: 200),
        Case(
            section: "13.1.1", request: "GET /hello.txt", lines: ["If-Match: TAG"], status: 200,
            content: "hello\n"),
        Case(
            section: "15.5.13", request: "GET /hello.txt", lines: ["If-Match: W/TAG"], status: 412,
            fields: ["Content-Type: text/html", "Cache-Control: no-cache"], absent: ["ETag"]),
        Case(
            section: "15.5.13", request: "HEAD /plain/", lines: ["If-Match: \"x\""], status: 412,
            content: ""),
        Case(
            section: "15.5.13 in the form that the client prefers", request: "GET /hello.txt",
            lines: ["If-Match: \"x\"", "Accept: text/plain"], status: 412,
            fields: ["Content-Type: text/plain"]),
        Case(
            section: "13.1.4", request: "GET /hello.txt",
            lines: ["If-Unmodified-Since: Sun, 09 Sep 2001 01:46:39 GMT"], status: 412),
        Case(
            section: "13.2.1 not of errors", request: "GET /none", lines: ["If-None-Match: *"],
            status: 404, absent: ["ETag"]),
        Case(
            section: "13.2.1 not of errors", request: "GET /none", lines: ["If-Match: \"x\""],
            status: 404),
        Case(
            section: "13.2.1 not of redirects", request: "GET /docs", lines: ["If-None-Match: *"],
            status: 301, fields: ["Cache-Control: no-cache"]),
        Case(
            section: "13.2.1 not of other methods", request: "DELETE /hello.txt",
            lines: ["If-Match: \"x\""], status: 405),
        Case(
            section: "13.2.1 not of OPTIONS", request: "OPTIONS /hello.txt",
            lines: ["If-None-Match: *"], status: 204),
    ]

    static let ranges: [Case] = [
        Case(
            section: "14.4", request: "GET /hello.txt", lines: ["Range: bytes=1-2"], status: 206,
            fields: [
                "Content-Range: bytes 1-2/6", "Content-Length: 2", "Accept-Ranges: bytes",
                "Content-Type: text/plain", "ETag: ", "Last-Modified: ",
            ], content: "el"),
        Case(
            section: "14.1.2", request: "GET /big.bin", lines: ["Range: bytes=-3"], status: 206,
            fields: ["Content-Range: bytes 31997-31999/32000"], content: "def"),
        Case(
            section: "15.5.17", request: "GET /hello.txt", lines: ["Range: bytes=6-"], status: 416,
            fields: ["Content-Range: bytes */6", "Content-Type: text/html"]),
        Case(
            section: "14.2 of an empty file", request: "GET /empty", lines: ["Range: bytes=0-"],
            status: 200, absent: ["Content-Range"], content: ""),
        Case(
            section: "14.2 only GET", request: "HEAD /hello.txt", lines: ["Range: bytes=1-2"],
            status: 200, fields: ["Content-Length: 6"], absent: ["Content-Range"], content: ""),
        Case(
            section: "14.2 not of listings", request: "GET /plain/", lines: ["Range: bytes=0-4"],
            status: 200, absent: ["Accept-Ranges", "Content-Range"]),
        Case(
            section: "14.2 not of errors", request: "GET /none", lines: ["Range: bytes=0-4"],
            status: 404, absent: ["Accept-Ranges", "Content-Range"]),
        Case(
            section: "13.1.5", request: "GET /hello.txt",
            lines: ["Range: bytes=1-2", "If-Range: TAG"], status: 206, content: "el"),
        Case(
            section: "13.1.5", request: "GET /hello.txt",
            lines: ["Range: bytes=1-2", "If-Range: W/TAG"], status: 200, content: "hello\n"),
        Case(
            section: "13.1.5 a date of a file that came later", request: "GET /hello.txt",
            lines: ["Range: bytes=1-2", "If-Range: DATE"], status: 200, content: "hello\n"),
        Case(
            section: "13.1.5 a date that nothing came after", request: "GET /new.txt",
            lines: ["Range: bytes=1-2", "If-Range: DATE"], status: 206, content: "ew"),
        Case(
            section: "13.1.5 before 416", request: "GET /hello.txt",
            lines: ["Range: bytes=6-", "If-Range: \"x\""], status: 200, content: "hello\n"),
        Case(
            section: "13.2.2 before ranges", request: "GET /hello.txt",
            lines: ["Range: bytes=6-", "If-None-Match: TAG"], status: 304, content: ""),
        Case(
            section: "13.2.2 before ranges", request: "GET /hello.txt",
            lines: ["Range: bytes=1-2", "If-Match: \"x\""], status: 412),
    ]

    @Test(arguments: notModified + conditions + ranges)
    func answers(_ one: Case) throws {
        let fixture = try SiteFixture.standard()
        try Data("new".utf8).write(to: URL(fileURLWithPath: fixture.root + "/new.txt"))
        var texts: Set<String> = []
        for scheduling in Scheduling.allCases {
            for isWhole in [true, false] {
                let dialogue = try Dialogue(
                    fixture, turn: scheduling.turn, cacheSize: scheduling.cacheSize)
                texts.insert(try answer(one, dialogue, isWhole))
            }
        }
        #expect(texts.count == 1, "\(texts)")
        let text = try #require(texts.first)
        let end = try #require(text.range(of: "\r\n\r\n"))
        let head = text[..<end.upperBound]
        #expect(head.hasPrefix("HTTP/1.1 \(one.status) "), "\(head)")
        for field in one.fields { #expect(head.contains("\r\n" + field), "\(head)") }
        for field in one.absent { #expect(!head.contains("\r\n" + field), "\(head)") }
        if let content = one.content { #expect(text[end.upperBound...] == content) }
    }

    /// Asks for the target until it is kept, if it ever is, then asks what the case asks.
    private func answer(_ one: Case, _ dialogue: Dialogue, _ isWhole: Bool) throws -> String {
        let target = String(one.request.split(separator: " ")[1])
        for _ in 0..<4 { try dialogue.ask("GET \(target)") }
        let before = dialogue.text
        func value(_ name: String) -> String {
            before.components(separatedBy: "\r\n\(name): ").dropFirst().first?
                .components(separatedBy: "\r\n").first ?? "none"
        }
        let lines = one.lines.map {
            $0.replacing("TAG", with: value("ETag"))
                .replacing("DATE", with: value("Last-Modified"))
        }
        let bytes = Array(
            (["\(one.request) HTTP/1.1", "Host: a"] + lines + ["", ""])
                .joined(separator: "\r\n").utf8)
        for piece in isWhole ? [bytes] : bytes.map({ [$0] }) { try dialogue.feed(piece) }
        #expect(!dialogue.isClosed)
        return String(dialogue.text.dropFirst(before.count))
    }

    /// Section 8.8: what just changed has a weak tag that no other response has, and a kept answer
    /// does not have it for ever.
    @Test func tagsOfChangingFiles() throws {
        let fixture = try SiteFixture.standard()
        let site = try fixture.site(settling: 3_600_000_000_000)
        let path = try RequestPath(Array("/hello.txt".utf8)[...])
        var tags: Set<[UInt8]> = []
        for _ in 0..<3 {
            guard case .file(let file, let status) = site.docroot.resolve(path) else { return }
            let (found, _) = try StaticResponder(site: site).represent(
                SharedFile(file), status, path, withContent: true, mayWait: true)
            let etag = try #require(found.validators.etag)
            #expect(etag.isWeak && !found.validators.isDateStrong)
            tags.insert(etag.octets)
        }
        #expect(tags.count == 3)
    }
}
