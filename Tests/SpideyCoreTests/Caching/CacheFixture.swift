import Foundation
import SystemCalls

@testable import HTTPServer
@testable import HTTPWire
@testable import Sockets
@testable import SpideyCore

/// A cache over a temporary site, with a clock that only a test moves.
final class CacheFixture {
    let fixture = SiteFixture()
    let site: Site
    let cache: ResponseCache
    private var now = Instant.coarseNow
    private var second = 1_000_000

    init(capacity: Int = 1 << 20) throws {
        for path in ["a.txt", "b.txt", "d/c.txt", "d/e/f.txt", "other/f.txt"] {
            try fixture.write(path, "old \(path)")
        }
        site = try fixture.site()
        cache = ResponseCache(site, capacity: capacity)
        refresh()
    }

    /// The absolute path of one in the site.
    func at(_ path: String) -> String { fixture.root + "/" + path }

    static func path(_ text: String) throws -> RequestPath {
        try RequestPath(Array(text.utf8)[...])
    }

    private static func key(_ path: String) -> [UInt8] { Array("/\(path)".utf8) }

    /// The next turn of a loop: requests have come.
    /// - Parameters:
    ///   - seconds: since the turn before.
    ///   - clockStep: seconds by which the time of day differs from that.
    func refresh(after seconds: Double = 0, clockStep: Int = 0) {
        now = now.advanced(bySeconds: seconds)
        second += Int(seconds) + clockStep
        cache.refresh(now: now, second: second)
    }

    /// Waits until a further change of the file would show in its stamps.
    func settle(_ path: String) throws {
        let path = try Self.path(path)
        awaitCondition {
            site.docroot.status(of: path)?.state
                .isSettled(at: WallClock.nanoseconds, for: 100_000_000) != false
        }
    }

    /// Answers a request for a file, so that it may be kept.
    func keep(_ path: String) throws {
        let request = try Self.path(path)
        guard case .file(let file, let status) = site.docroot.resolve(request) else {
            throw CocoaError(.fileNoSuchFile)
        }
        let (found, state) = try StaticResponder(site: site).represent(
            SharedFile(file), status, request, withContent: true, mayWait: true)
        cache.keep(Self.key(path), found, .file(request, state))
    }

    /// Answers a request for a listing, so that it may be kept.
    func keepListing(_ path: String) throws {
        let request = try Self.path(path)
        let directory = path.isEmpty ? fixture.root : at(path)
        let file = SharedFile(try Descriptor.openDirectory(directory))
        var work = ListingWork(file, request, site: site)
        var page: [UInt8] = []
        _ = try work.advance(&page, limit: .max, until: .distantFuture, mayBlock: true)
        cache.keep(
            Self.key(path + "/"), ListingResponder(site: site).represent(page),
            .listing(request, KeptListing(work)))
    }

    /// Answers a request for what is not there.
    func keepMissing(_ path: String) throws {
        let nothing = ErrorResponder().represent(.notFound, to: RequestHead())
        cache.keep(Self.key(path), nothing, .nothing(try Self.path(path)))
    }

    func response(_ path: String) -> CachedResponse? {
        let key = Self.key(path)
        return cache.entry(key.span)
    }

    /// The content that is kept of a file; nil for none, and for one that is not in memory.
    func content(_ path: String) -> String? {
        guard case .bytes(let bytes) = response(path)?.representation.content else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
