import Foundation
import HTTPWire
import SystemCalls
import Testing

@testable import HTTPServer
@testable import Sockets
@testable import SpideyCore

/// A handler with a cache: what it answers again is what it has answered.
@Suite struct CachingTests {
    /// Whether the kernel announces what changes in the fixtures, so that all of it is kept.
    private static let areChangesAnnounced: Bool = {
        guard let fixture = try? SiteFixture.standard(), let docroot = try? fixture.docroot() else {
            return false
        }
        return docroot.traits.reportsChanges
    }()

    private static let targets = [
        "/hello.txt", "/empty", "/big.bin", "/docs/", "/plain/", "/none", "/page.html?x",
        "/a%20b/c%23d%3f.txt", "//hello.txt", "/docs/../none",
    ]

    private func isKept(_ target: String, _ cache: ResponseCache) -> Representation? {
        cache.refresh()
        return cache.find(Array(target.prefix { $0 != "?" }.utf8).span)
    }

    private func octets(_ content: Representation.Content) -> [UInt8]? {
        switch content {
        case .bytes(let bytes): bytes
        case .file(let range): (try? range.file.contents(count: range.count, mayWait: true))
        }
    }

    /// Asks until the answer is kept. The directory of a listing is watched from the first request
    /// on, so a further one is kept; on a busy machine it is sometimes left to work, and is not.
    private func keep(_ target: String, _ dialogue: Dialogue) throws -> Representation? {
        let cache = try #require(dialogue.cache)
        for _ in 0..<1000 {
            try dialogue.ask("GET \(target)")
            if let kept = isKept(target, cache) { return kept }
        }
        return nil
    }

    /// GET and HEAD, missed and found: all responses have the same fields, and the same content.
    @Test(.enabled(if: areChangesAnnounced), arguments: targets)
    func foundIsMissed(target: String) throws {
        let fixture = try SiteFixture.standard()
        let plain = try Dialogue(fixture, turn: .shared)
        try plain.ask("GET \(target)")
        let get = plain.text
        let cached = try Dialogue(fixture, turn: .shared, cacheSize: 1 << 20)
        #expect(try keep(target, cached) != nil)
        let missed = cached.text.utf8.count
        #expect(missed % get.utf8.count == 0 && cached.text.hasPrefix(get))
        try cached.ask("GET \(target)")
        try cached.ask("HEAD \(target)")
        try cached.ask("GET \(target)", "Accept: */*")
        let end = try #require(get.range(of: "\r\n\r\n"))
        let found = String(decoding: cached.text.utf8.dropFirst(missed), as: UTF8.self)
        #expect(found == get + get[..<end.upperBound] + get)
        try plain.ask("HEAD \(target)")
        #expect(plain.text == get + get[..<end.upperBound])
    }

    /// What is kept is what the dispatch has made.
    @Test(.enabled(if: areChangesAnnounced), arguments: targets)
    func representationsAreKept(target: String) throws {
        let fixture = try SiteFixture.standard()
        let dialogue = try Dialogue(fixture, turn: .shared, cacheSize: 1 << 20)
        let kept = try #require(try keep(target, dialogue))
        var parser = RequestParser()
        let bytes = Array("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        #expect(try parser.next(bytes.span).event == .head)
        let request = Request(head: parser.head, client: .loopback(.ipv4, port: 1))
        let dispatch = Dispatch(site: try fixture.site(), reaper: dialogue.reaper)
        guard case .representation(let made, _) = dispatch.dispatch(request) else {
            Issue.record("no representation")
            return
        }
        #expect(kept.fields.octets == made.fields.octets)
        #expect(kept.status == made.status && kept.step.description == made.step.description)
        #expect(kept.type == made.type && kept.validators == made.validators)
        #expect(octets(kept.content) == octets(made.content))
        #expect(kept.content.count == made.content.count)
    }

    /// A page of an error in the form that one client prefers is not what others get.
    @Test func negotiatedPagesAreNotKept() throws {
        let fixture = try SiteFixture.standard()
        let dialogue = try Dialogue(fixture, turn: .shared, cacheSize: 1 << 20)
        for type in ["application/json", "text/plain", "application/json"] {
            try dialogue.ask("GET /none", "Accept: \(type)")
            #expect(
                dialogue.text.components(separatedBy: "Content-Type: ").last?
                    .hasPrefix(type) == true)
        }
        try dialogue.ask("GET /none")
        try dialogue.ask("GET /none", "Accept: application/json")
        let types = dialogue.text.components(separatedBy: "Content-Type: ").suffix(2)
        #expect(types.first?.hasPrefix("text/html") == true)
        #expect(types.last?.hasPrefix("application/json") == true)
    }

    // MARK: Work

    private func handler(
        _ fixture: SiteFixture, listingSeconds: Double
    ) throws -> (HTTPHandler, ResponseCache) {
        let site = try fixture.site()
        var dispatch = Dispatch(site: site, reaper: ProcessReaper())
        dispatch.listingSeconds = listingSeconds
        let cache = ResponseCache(site, capacity: 1 << 20)
        return (HTTPHandler(dispatch, cache: cache), cache)
    }

    private func request(_ target: String) throws -> Request {
        var parser = RequestParser()
        let bytes = Array("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        #expect(try parser.next(bytes.span).event == .head)
        return Request(head: parser.head, client: .loopback(.ipv4, port: 1))
    }

    /// A listing that was made by work is not kept, however often: a notice may have come since the
    /// work began.
    @Test(.enabled(if: areChangesAnnounced)) func workIsNotKept() throws {
        let fixture = try SiteFixture.standard()
        let (handler, cache) = try handler(fixture, listingSeconds: -1)
        for round in 0..<4 {
            cache.refresh()
            guard case .needs(let work) = handler.handle(try request("/plain/")) else {
                Issue.record("no work")
                return
            }
            work.run()
            // Made after the listing and before its answer.
            try fixture.write("plain/new \(round)", "")
            cache.refresh()
            guard case .some(.representation(let whole)) = work.takeAnswer() else {
                Issue.record("no response")
                return
            }
            let text = String(decoding: SeenResponse(whole.response).content, as: UTF8.self)
            #expect(text.contains("one.txt") && !text.contains("new%20\(round)"))
            #expect(round == 0 || text.contains("new%20\(round - 1)"))
            #expect(isKept("/plain/", cache) == nil)
        }
    }

    /// A listing made at once is kept, and given up when something changes.
    @Test(.enabled(if: areChangesAnnounced)) func listingsAreKept() throws {
        let fixture = try SiteFixture.standard()
        let dialogue = try Dialogue(fixture, turn: .shared, cacheSize: 1 << 20)
        let cache = try #require(dialogue.cache)
        for round in 0..<4 {
            let kept = try #require(try keep("/plain/", dialogue))
            let text = String(decoding: try #require(octets(kept.content)), as: UTF8.self)
            #expect(round == 0 || text.contains("new%20\(round - 1)"))
            try fixture.write("plain/new \(round)", "")
            #expect(isKept("/plain/", cache) == nil)
        }
    }
}
