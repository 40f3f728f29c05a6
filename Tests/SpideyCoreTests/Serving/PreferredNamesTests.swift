import Foundation
import HTTPWire
import Testing

@testable import HTTPServer
@testable import Sockets
@testable import SpideyCore

/// A file that answers because others are not there is kept as long as that is so, and no longer.
@Suite struct PreferredNamesTests {
    private static let isAnnounced = SiteFixture.isWatchable

    /// Asks until the answer is kept, or has been given often enough.
    /// - Returns: the content of the last answer, and whether it is kept.
    private func ask(_ target: String, _ dialogue: Dialogue) throws -> (String, isKept: Bool) {
        let cache = try #require(dialogue.cache)
        var content = ""
        for _ in 0..<20 {
            let before = dialogue.text.utf8.count
            try dialogue.ask("GET \(target)")
            let text = String(decoding: dialogue.text.utf8.dropFirst(before), as: UTF8.self)
            let end = try #require(text.range(of: "\r\n\r\n"))
            content = String(text[end.upperBound...])
            cache.refresh()
            let key = Array(target.utf8)
            if cache.find(key.span) != nil { return (content, true) }
        }
        return (content, false)
    }

    @Test(.enabled(if: isAnnounced)) func indices() throws {
        let fixture = try SiteFixture.standard()
        var options = SiteOptions()
        options.index = ["a.html", "b.html", "index.html"].map { Array($0.utf8) }
        let dialogue = try Dialogue(fixture, options, turn: .shared, cacheSize: 1 << 20)
        #expect(try ask("/docs/", dialogue) == ("<p>index", true))
        try fixture.write("docs/unrelated", "")
        #expect(try ask("/docs/", dialogue) == ("<p>index", true))
        try fixture.write("docs/b.html", "<p>b")
        #expect(try ask("/docs/", dialogue) == ("<p>b", true))
        try fixture.write("docs/a.html", "<p>a")
        #expect(try ask("/docs/", dialogue) == ("<p>a", true))
        try FileManager.default.removeItem(atPath: fixture.root + "/docs/a.html")
        #expect(try ask("/docs/", dialogue) == ("<p>b", true))
    }

    /// What a link that leads nowhere leads to later is not announced.
    @Test(.enabled(if: isAnnounced)) func danglingLinks() throws {
        let fixture = try SiteFixture.standard()
        try fixture.link("docs/a.html", to: "../elsewhere")
        var options = SiteOptions()
        options.index = ["a.html", "index.html"].map { Array($0.utf8) }
        let dialogue = try Dialogue(fixture, options, turn: .shared, cacheSize: 1 << 20)
        #expect(try ask("/docs/", dialogue) == ("<p>index", false))
        try fixture.write("elsewhere", "<p>elsewhere")
        #expect(try ask("/docs/", dialogue).0 == "<p>elsewhere")
    }

    @Test(.enabled(if: isAnnounced)) func pages() throws {
        let fixture = try SiteFixture.standard()
        var options = SiteOptions()
        options.hidesExtensions = true
        let dialogue = try Dialogue(fixture, options, turn: .shared, cacheSize: 1 << 20)
        #expect(try ask("/page", dialogue) == ("<p>page", true))
        try fixture.write("page", "file")
        #expect(try ask("/page", dialogue) == ("file", true))
        try FileManager.default.removeItem(atPath: fixture.root + "/page")
        #expect(try ask("/page", dialogue) == ("<p>page", true))
        try fixture.write("page/x", "")
        #expect(try ask("/page", dialogue) == ("", false))
        #expect(dialogue.statuses.last == 301)
        // The page is called by its name then.
        #expect(try ask("/page.html", dialogue) == ("<p>page", false))
    }

    /// The page of an application is not what is kept of a path: what appears there comes first.
    @Test func singlePages() throws {
        let fixture = try SiteFixture.standard()
        var options = SiteOptions()
        options.isSinglePage = true
        options.index = [Array("page.html".utf8)]
        let dialogue = try Dialogue(fixture, options, turn: .shared, cacheSize: 1 << 20)
        #expect(try ask("/users/7", dialogue) == ("<p>page", false))
        try fixture.write("users/7", "seven")
        #expect(try ask("/users/7", dialogue).0 == "seven")
    }

    /// What is kept has the fields that were configured, and a listing that is renewed as well.
    @Test(.enabled(if: isAnnounced)) func keptFields() throws {
        let fixture = try SiteFixture.standard()
        var options = SiteOptions()
        options.prefix = try #require(PathPrefix("/app"))
        options.fields.append(try FieldRule("/plain A: b"))
        let dialogue = try Dialogue(fixture, options, turn: .shared, cacheSize: 1 << 20)
        let cache = try #require(dialogue.cache)
        for size in 1...3 {
            #expect(try ask("/app/plain/", dialogue).isKept)
            let key = Array("/app/plain/".utf8)
            let found = cache.find(key.span)
            let kept = try #require(found)
            #expect(String(decoding: kept.headEnd, as: UTF8.self).contains("\r\nA: b\r\n"))
            try fixture.write("plain/one.txt", String(repeating: "x", count: size))
        }
    }
}
