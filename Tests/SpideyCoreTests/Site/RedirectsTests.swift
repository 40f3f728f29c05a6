import HTTPWire
import Testing

@testable import SpideyCore

/// Redirects: how they are written, where they lead, and that none leads on for ever.
@Suite struct RedirectsTests {
    /// A redirect, a path and perhaps a query, and Location; nil when it is not for that path.
    private static let cases: [(redirect: String, target: String, location: String?)] = [
        ("/old=/new", "/old", "/new"), ("/old=/new", "/old/", nil), ("/old=/new", "/older", nil),
        ("/old=/new", "/old?a=b", "/new?a=b"), ("/old=/new?x", "/old?a=b", "/new?x&a=b"),
        ("/old=/new?x#y", "/old?a", "/new?x&a#y"), ("/old=/new#y", "/old?a", "/new?a#y"),
        ("/old=/new", "/old?", "/new?"),
        ("/a%20b=/c", "/a%20b", "/c"), ("/=/home", "/", "/home"),
        ("/old/*=/new/*", "/old/a/b%20c?d", "/new/a/b%20c?d"), ("/old/*=/new/*", "/old/", "/new/"),
        ("/old/*=/new/*", "/old", nil), ("/old*=/new*", "/older", "/newer"),
        ("/old/*=/new", "/old/a/b", "/new"), ("/old/*=/*", "/old/a", "/a"),
        ("/*=https://new.example/*", "/a/b/", "https://new.example/a/b/"),
        ("/*=https://new.example", "/a", "https://new.example"),
        ("/x=http://h:81/?q", "/x?y", "http://h:81/?q&y"),
        // No path makes it lead to another host.
        ("/go*=/*", "/go/evil.example", "/evil.example"),
        ("/go*=/*", "/go//evil.example", "/evil.example"),
        ("/go*=/x*", "/go%5Cevil.example", "/x%5Cevil.example"),
        ("/go*=/*", "/go%0D%0AA:b", "/%0D%0AA%3Ab"),
    ]

    @Test func locations() throws {
        for one in Self.cases {
            let redirect = try Redirect(one.redirect)
            let parts = one.target.split(
                separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            let path = try RequestPath(Array(parts[0].utf8)[...]).absolute
            let query = parts.count == 2 ? Array(parts[1].utf8)[...] : nil
            let location = redirect.matches(path) ? redirect.location(for: path, query: query) : nil
            #expect(
                location.map { String(decoding: $0, as: UTF8.self) } == one.location,
                "\(one.redirect) \(one.target)")
        }
    }

    /// Below a prefix, a path of the site has the prefix in front, a URL has not.
    @Test func prefixes() throws {
        let home = Array("/app/".utf8)
        let inside = try Redirect("/a=/b").location(for: Array("/a".utf8), home: home)
        #expect(String(decoding: inside, as: UTF8.self) == "/app/b")
        let outside = try Redirect("/a=https://h/b").location(for: Array("/a".utf8), home: home)
        #expect(String(decoding: outside, as: UTF8.self) == "https://h/b")
    }

    @Test(arguments: [
        ("/a=/b", 302), ("/a=/b 301", 301), ("/a=/b 302", 302), ("/a=/b 303", 303),
        ("/a=/b 307", 307), ("/a=/b 308", 308),
    ])
    func statuses(text: String, status: UInt16) throws {
        #expect(try Redirect(text).status.rawValue == status)
    }

    private static let refused: [(text: String, refusal: Redirect.Refusal)] = [
        ("", .malformed), ("/a", .malformed), ("=/b", .malformed), ("/a=", .malformed),
        ("a=/b", .malformed), ("*=/b", .malformed), ("/a=b", .malformed), ("/a=//b", .malformed),
        ("/a=ftp://b/", .malformed), ("/a=http://", .malformed), ("/a=http:///x", .malformed),
        ("/a=/\\b", .malformed), ("/a=/b\r\nC:", .malformed), ("/a=/é", .malformed),
        ("/%=/b", .malformed), ("/a/../..=/b", .malformed),
        ("/a=/b 200", .status), ("/a=/b 304", .status), ("/a=/b x", .status), ("/a=/b ", .status),
        ("/a=/b*", .rest), ("/a*=https://h*", .rest),
    ]

    @Test func refusals() {
        for one in Self.refused {
            #expect(throws: one.refusal, "\(one.text)") { try Redirect(one.text) }
        }
    }

    // MARK: Loops

    private static let loops: [[String]] = [
        ["/a=/a"], ["/a=/a?x"], ["/a=/./a"], ["/a=/%61"], ["/a=/b", "/b=/a"],
        ["/a=/b", "/b=/c", "/c=/a"], ["/a*=/a/b*"], ["/*=/new"], ["/a*=/b*", "/b*=/a*"],
        ["/docs/*=/docs/v2/*"], ["/x*=/y/*", "/y/*=/x"],
    ]
    private static let ends: [[String]] = [
        [], ["/a=/b"], ["/a=/b", "/b=/c"], ["/a/*=/*"], ["/a=/a/"], ["/old/*=/new/*"],
        ["/*=https://a.example/*"], ["/a=/b", "/b=https://h/a"], ["/a*=/b", "/b*=/c"],
        ["/a=/x.html", "/b=/a"],
    ]

    private static func redirects(_ texts: [String]) throws -> Redirects {
        var redirects = Redirects()
        for text in texts { redirects.append(try Redirect(text)) }
        return redirects
    }

    @Test(arguments: loops) func loopsAreFound(texts: [String]) throws {
        let redirects = try Self.redirects(texts)
        #expect(redirects.loop(hidesExtensions: false) != nil)
    }

    @Test(arguments: ends) func endsAreNone(texts: [String]) throws {
        let redirects = try Self.redirects(texts)
        #expect(redirects.loop(hidesExtensions: false) == nil)
        #expect(redirects.loop(hidesExtensions: true) == nil)
    }

    /// With `--pretty`, a page is sent back to its name without the extension.
    @Test func pagesWithoutExtension() throws {
        let redirects = try Self.redirects(["/about=/about.html"])
        #expect(redirects.loop(hidesExtensions: false) == nil)
        #expect(redirects.loop(hidesExtensions: true) != nil)
    }

    /// More in a row than browsers follow are as bad as a loop.
    @Test func longChains() throws {
        let chain = (0..<Redirects.mostInARow).map { "/\($0)=/\($0 + 1)" }
        #expect(try Self.redirects(chain).loop(hidesExtensions: false) != nil)
        #expect(try Self.redirects(Array(chain.dropLast())).loop(hidesExtensions: false) == nil)
    }

    @Test func theFirstCounts() throws {
        let redirects = try Self.redirects(["/a/b=/1", "/a/*=/2", "/a/c=/3"])
        for (path, location) in [("/a/b", "/1"), ("/a/c", "/2"), ("/a/d", "/2")] {
            let found = redirects.first(for: try RequestPath(Array(path.utf8)[...]))
            #expect(found?.to == Array(location.utf8))
        }
        #expect(redirects.first(for: try RequestPath(Array("/a".utf8)[...])) == nil)
    }
}
