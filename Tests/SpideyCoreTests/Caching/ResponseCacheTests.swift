import Foundation
import SystemCalls
import Testing

@testable import SpideyCore

/// What is kept, until when, and what is checked before it is given again.
@Suite(.enabled(if: SiteFixture.isWatchable, "temporary files change unreported"))
struct ResponseCacheTests {
    private let it: CacheFixture

    init() throws { it = try CacheFixture() }

    @Test func keptAndFound() throws {
        #expect(it.content("a.txt") == nil)
        try it.keep("a.txt")
        let response = try #require(it.response("a.txt"))
        #expect(response.trust == .notices)
        #expect(it.content("a.txt") == "old a.txt")
        #expect(it.content("b.txt") == nil && it.content("d/a.txt") == nil)
        try it.fixture.write("a.txt", "new")
        try it.keep("a.txt")
        #expect(it.content("a.txt") == "new")
    }

    @Test func clockSetBack() throws {
        try it.keep("a.txt")
        it.refresh(clockStep: -1)
        #expect(it.response("a.txt") == nil)
        try it.keep("a.txt")
        it.refresh(clockStep: 1)
        #expect(it.content("a.txt") == "old a.txt")
    }

    @Test func nothingIsKeptWithoutRoom() throws {
        let it = try CacheFixture(capacity: 0)
        try it.keep("a.txt")
        try it.keepMissing("none")
        for _ in 0..<2 { try it.keepListing("d") }
        for path in ["a.txt", "none", "d/"] { #expect(it.response(path) == nil) }
    }

    // MARK: Notices

    /// Something that happens while `a.txt`, `d/c.txt`, `d/e/f.txt` and that there is no `none.txt`
    /// are kept, and which of them are kept afterwards.
    private struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let kept: Set<String>
        let change: @Sendable (CacheFixture) throws -> Void

        init(
            _ description: String, _ kept: Set<String>,
            _ change: @escaping @Sendable (CacheFixture) throws -> Void
        ) {
            testDescription = description
            self.kept = kept
            self.change = change
        }
    }

    private static let all: Set = ["a.txt", "d/c.txt", "d/e/f.txt", "none.txt"]

    private static let changes = [
        Change("nothing", all) { _ in },
        Change("a file written", all.subtracting(["a.txt"])) { try $0.fixture.write("a.txt", "a") },
        Change("one appears", all.subtracting(["none.txt"])) {
            try $0.fixture.write("none.txt", "new")
        },
        Change("a directory appears there", all.subtracting(["none.txt"])) {
            mkdir($0.at("none.txt"), 0o755)
        },
        Change("a directory made and removed", all) {
            mkdir($0.at("new"), 0o755)
            rmdir($0.at("new"))
        },
        Change("one made and removed below", all) {
            mkdir($0.at("d/e/new"), 0o755)
            rmdir($0.at("d/e/new"))
        },
        Change("another directory moved", all) { rename($0.at("other"), $0.at("moved")) },
        Change("a directory moved", ["a.txt", "d/c.txt", "none.txt"]) {
            rename($0.at("d/e"), $0.at("d/moved"))
        },
        Change("one moved there", ["a.txt", "d/c.txt", "none.txt"]) {
            unlink($0.at("d/e/f.txt"))
            rename($0.at("other"), $0.at("d/e"))
        },
        Change("one above moved", ["a.txt", "none.txt"]) { rename($0.at("d"), $0.at("moved")) },
        Change("one above moved away and back", ["a.txt", "none.txt"]) {
            rename($0.at("d"), $0.at("moved"))
            rename($0.at("moved"), $0.at("d"))
        },
        Change("one above removed", ["a.txt", "none.txt"]) {
            try FileManager.default.removeItem(atPath: $0.at("d"))
        },
        Change("the mode of one above set", ["a.txt", "none.txt"]) { chmod($0.at("d"), 0o711) },
        Change("the mode of the docroot set", []) { chmod($0.at(""), 0o711) },
    ]

    @Test(arguments: changes) private func notices(of change: Change) throws {
        for path in ["a.txt", "d/c.txt", "d/e/f.txt"] { try it.keep(path) }
        try it.keepMissing("none.txt")
        it.refresh()
        try change.change(it)
        it.refresh()
        #expect(Self.all.filter { it.response($0) != nil } == change.kept)
        // What was forgotten is watched again when it is kept again.
        for path in ["a.txt", "d/c.txt", "d/e/f.txt"] {
            guard (try? it.keep(path)) != nil, it.response(path) != nil else { continue }
            try it.fixture.write(path, "newer")
            it.refresh()
            #expect(it.response(path) == nil, "\(path)")
        }
    }

    // MARK: Revalidation

    /// A change by another name of the file, or of what a link leads to, shows at the next request.
    @Test(arguments: ["named.txt", "link.txt", "through/f.txt"])
    func revalidation(path: String) throws {
        try FileManager.default.linkItem(atPath: it.at("a.txt"), toPath: it.at("named.txt"))
        try it.fixture.link("link.txt", to: "a.txt")
        try it.fixture.link("through", to: "d/e")
        let other = path == "through/f.txt" ? "d/e/f.txt" : "a.txt"
        try it.settle(path)
        try it.keep(path)
        let response = try #require(it.response(path))
        #expect(response.trust == .revalidate)
        #expect(it.content(path)?.hasPrefix("old ") == true)
        let file = open(it.at(other), O_WRONLY | O_CLOEXEC)
        #expect(write(file, "new", 3) == 3)
        close(file)
        it.refresh()
        #expect(it.response(path) == nil)
    }

    /// What depends on stamps is not kept as long as a further change might not show.
    @Test func unsettled() throws {
        try it.fixture.link("link.txt", to: "a.txt")
        try it.settle("link.txt")
        let file = open(it.at("a.txt"), O_WRONLY | O_CLOEXEC)
        #expect(write(file, "new", 3) == 3)
        close(file)
        try it.keep("link.txt")
        // On a slow machine 100 ms may have passed.
        let response = it.response("link.txt")
        let isSettled = try it.site.docroot.status(of: CacheFixture.path("a.txt"))?.state
            .isSettled(at: WallClock.nanoseconds, for: 100_000_000)
        #expect(response == nil || isSettled == true)
    }

    /// Writes to a page that is dirty already change no stamp, and nobody reports them: the content
    /// is compared after a second, whether changes of the file are reported or not.
    @Test(arguments: ["a.txt", "link.txt"]) func writesThroughAMapping(path: String) throws {
        try it.fixture.link("link.txt", to: "a.txt")
        let file = open(it.at("a.txt"), O_RDWR | O_CLOEXEC)
        let memory = try #require(mmap(nil, 9, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0))
        close(file)
        defer { munmap(memory, 9) }
        memcpy(memory, "old", 3)
        try it.settle(path)
        try it.keep(path)
        it.refresh(after: 0.999)
        #expect(it.content(path) == "old a.txt")
        it.refresh(after: 0.002)
        #expect(it.content(path) == "old a.txt", "nothing has changed")
        memcpy(memory, "new", 3)
        it.refresh(after: 0.999)
        #expect(it.content(path) == "old a.txt")
        it.refresh(after: 0.002)
        #expect(it.content(path) == nil)
        try it.keep(path)
        #expect(it.content(path) == "new a.txt")
    }

    /// Compared to the last byte, in pieces.
    @Test func contentOfManyPieces() throws {
        var text = String(repeating: "0123456789abcdef", count: 16 * 1024)
        #expect(text.utf8.count == ResponseCache.inMemory)
        let it = try CacheFixture(capacity: 8 << 20)
        try it.fixture.write("much.txt", text)
        try it.keep("much.txt")
        it.refresh(after: 1)
        #expect(it.content("much.txt") == text)
        let size = text.utf8.count
        let file = open(it.at("much.txt"), O_RDWR | O_CLOEXEC)
        let memory = try #require(mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0))
        close(file)
        defer { munmap(memory, size) }
        memset(memory + size - 1, 120, 1)
        text.removeLast()
        it.refresh(after: 1)
        #expect(it.response("much.txt") == nil)
        try it.keep("much.txt")
        #expect(it.content("much.txt") == text + "x")
    }

    /// Of larger ones the descriptor is kept.
    @Test func largeFiles() throws {
        let large = String(repeating: "0", count: ResponseCache.inMemory + 1)
        try it.fixture.write("large.bin", large)
        try it.keep("large.bin")
        it.refresh(after: 2)
        let response = try #require(it.response("large.bin"))
        guard case .file(let range) = response.representation.content else {
            Issue.record("\(response.representation.content)")
            return
        }
        #expect(range.count == large.utf8.count && response.holdsDescriptor)
        truncate(it.at("large.bin"), 5)
        it.refresh()
        #expect(it.response("large.bin") == nil)
    }

    // MARK: What there is not

    @Test func missing() throws {
        try it.keepMissing("none")
        #expect(it.response("none")?.isMissing == true)
        it.refresh(after: 0.999)
        #expect(it.response("none") != nil)
        it.refresh(after: 0.002)
        #expect(it.response("none") == nil, "a second has passed")
        try it.keepMissing("a.txt")
        try it.fixture.link("nowhere", to: "none")
        try it.keepMissing("nowhere")
        try it.keepMissing("none/none")
        for path in ["a.txt", "nowhere", "none/none"] { #expect(it.response(path) == nil) }
    }

    @Test func atMostSoManyMissing() throws {
        let it = try CacheFixture(capacity: 64 << 20)
        let paths = (0...1024).map { "none \($0)" }
        for path in paths { try it.keepMissing(path) }
        #expect(paths.filter { it.response($0) != nil }.count == 1024)
        try it.fixture.write("none 0", "new")
        it.refresh()
        try it.keepMissing("none 1024")
        #expect(it.response("none 0") == nil && it.response("none 1024") != nil)
    }

    // MARK: Listings

    /// Kept when the directory and those in it were watched before, for a second.
    @Test func listings() throws {
        try it.keepListing("d")
        #expect(it.response("d/") == nil, "it was not watched before")
        try it.keepListing("d")
        #expect(it.response("d/")?.holdsDescriptor == true)
        it.refresh(after: 0.5)
        #expect(it.response("d/") != nil)
        it.refresh(after: 100)
        #expect(it.response("d/") == nil)
        try it.fixture.link("d/link", to: "c.txt")
        for _ in 0..<3 { try it.keepListing("d") }
        #expect(it.response("d/") == nil, "links change without a notice")
    }

    /// Outdated by what is in the directory, and in those in it, whose times it shows.
    @Test func outdatedListings() throws {
        let path = try CacheFixture.path("d")
        for _ in 0..<2 { try it.keepListing("d") }
        try it.fixture.write("d/c.txt", "new")
        try it.fixture.write("d/e/new.txt", "new")
        it.refresh()
        #expect(it.response("d/") == nil)
        let found = try #require(it.cache.takeOutdated(path))
        #expect(found.1.isSuperset(of: [Array("c.txt".utf8), Array("e".utf8)]))
        #expect(it.cache.takeOutdated(path) == nil)
        // With the directory its listing is forgotten, outdated as well.
        for _ in 0..<2 { try it.keepListing("d") }
        try it.fixture.write("d/c.txt", "newer")
        it.refresh()
        rename(it.at("d"), it.at("moved"))
        it.refresh()
        #expect(it.cache.takeOutdated(path) == nil)
    }

    /// Another directory in the place of one in it: its time has to be watched anew.
    @Test func listingOfAReplacedDirectory() throws {
        for _ in 0..<2 { try it.keepListing("d") }
        rename(it.at("d/e"), it.at("gone"))
        rename(it.at("other"), it.at("d/e"))
        it.refresh()
        #expect(it.response("d/") == nil)
        try it.keepListing("d")
        #expect(it.response("d/") == nil, "d/e was not watched before")
        try it.keepListing("d")
        #expect(it.response("d/") != nil)
        try it.fixture.write("d/e/new.txt", "new")
        it.refresh()
        #expect(it.response("d/") == nil)
    }
}
