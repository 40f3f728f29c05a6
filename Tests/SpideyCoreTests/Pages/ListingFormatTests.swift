import HTTPWire
import Testing

@testable import SpideyCore

@Suite struct ListingFormatTests {
    /// Target, Accept field lines, and the format (RFC 9110 section 12.5.1).
    static let cases: [(String, [String], ListingFormat)] = [
        ("/", [], .html), ("/", ["*/*"], .html), ("/", ["text/html"], .html),
        ("/", ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"], .html),
        ("/", ["text/html, application/json"], .html), ("/", ["text/html;q=0.9, */*"], .json),
        ("/", ["application/json"], .json), ("/", ["APPLICATION/JSON"], .json),
        ("/", ["application/json, */*"], .json), ("/", ["application/*"], .json),
        ("/", ["text/html;q=0.5, application/json"], .json),
        ("/", ["text/html;q=0.5", "application/json;q=0.6"], .json),
        ("/", ["*/*", "text/html;q=0"], .json), ("/", ["text/html", "application/json"], .html),
        ("/", ["application/json;q=0.4, text/html;q=0.5"], .html),
        ("/", ["application/json;q=0"], .html), ("/", ["image/png"], .html),
        ("/", ["text/htmlx, application/json"], .json), ("/", [";;;,,"], .html),
        ("/?json", [], .json), ("/?json", ["text/html"], .json), ("/?json=", [], .json),
        ("/?json=1", ["*/*"], .json), ("/?a=b&json&c", [], .json), ("/?&json", [], .json),
        ("/?", [], .html), ("/?jsonx", [], .html), ("/?a=json", [], .html),
        ("/?JSON", [], .html), ("/json", [], .html), ("/?a?json", [], .html),
        ("/?x", ["application/json"], .json),
    ]

    @Test(arguments: cases) func chooses(
        _ target: String, _ accept: [String], _ format: ListingFormat
    )
        throws
    {
        let lines = ["GET \(target) HTTP/1.1", "Host: a"] + accept.map { "Accept: \($0)" }
        var parser = RequestParser()
        let bytes = Array((lines + ["", ""]).joined(separator: "\r\n").utf8)
        #expect(try parser.next(bytes.span).event == .head)
        #expect(ListingFormat(for: parser.head) == format)
    }
}
