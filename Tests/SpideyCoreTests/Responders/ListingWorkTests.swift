import Foundation
import SystemCalls
import SystemPackage
import Testing

@testable import HTTPWire
@testable import Sockets
@testable import SpideyCore

/// A listing made in steps, over real directories.
@Suite struct ListingWorkTests {
    private static let past = Instant(nanoseconds: 0)

    private func fixture(_ count: Int, _ prefix: String = "file ") throws -> SiteFixture {
        let fixture = SiteFixture()
        try fixture.write("many/a folder/inside", "")
        for index in 0..<count {
            let number = open(
                "\(fixture.root)/many/\(prefix)\(index)", O_CREAT | O_WRONLY | O_CLOEXEC, 0o644)
            #expect(number >= 0)
            close(number)
        }
        return fixture
    }

    private func work(
        _ fixture: SiteFixture, limit: Int = 100_000, memoryLimit: Int = ListingWork.memoryLimit
    ) throws -> ListingWork {
        var options = SiteOptions()
        options.listingLimit = limit
        return ListingWork(
            try Descriptor.openDirectory(fixture.root + "/many"), try Self.path(),
            site: try fixture.site(options), memoryLimit: memoryLimit)
    }

    private static func path() throws -> RequestPath { try RequestPath(Array("/many/".utf8)[...]) }

    private func links(_ page: [UInt8]) -> [String] {
        HTMLToken.tokenize(page).compactMap { token in
            guard case .start("a", let attributes) = token else { return nil }
            return attributes["href"]
        }.filter { !$0.contains("..") }
    }

    private func expectedLinks(_ range: Range<Int>) -> [String] {
        ["./a%20folder/"] + range.map { "./file%20\($0)" }
    }

    /// Few entries: of one piece, with the sum of the sizes at the top.
    @Test func smallListing() throws {
        let fixture = try fixture(200)
        try fixture.write("many/file 7", "1234567")
        var work = try work(fixture)
        var page: [UInt8] = []
        let progress = try work.advance(
            &page, limit: .max, until: .distantFuture, mayBlock: true)
        #expect(progress == .finished)
        #expect(links(page) == expectedLinks(0..<200))
        #expect(String(decoding: page, as: UTF8.self).contains("<p>1 folder, 200 files, 7 B<"))
        let (hasLinks, folders) = (work.hasLinks, work.subdirectories)
        #expect(!hasLinks && folders == [Array("a folder".utf8)])
    }

    @Test(arguments: ["symbolic", "dangling", "hard"]) func linksAreReported(kind: String) throws {
        let fixture = try fixture(3)
        switch kind {
        case "symbolic": try fixture.link("many/link", to: "file 1")
        case "dangling": try fixture.link("many/link", to: "nowhere")
        default:
            try FileManager.default.linkItem(
                atPath: fixture.root + "/many/file 1", toPath: fixture.root + "/second")
        }
        var work = try work(fixture)
        var page: [UInt8] = []
        _ = try work.advance(&page, limit: .max, until: .distantFuture, mayBlock: true)
        let hasLinks = work.hasLinks
        #expect(hasLinks)
        #expect(links(page).count == (kind == "symbolic" ? 5 : 4))
    }

    /// Many entries: sizes are added up while rows are written.
    @Test func largeListing() throws {
        let fixture = try fixture(1000)
        try fixture.write("many/file 7", "1234567")
        try fixture.link("many/to folder", to: "a folder")
        try fixture.link("many/to nowhere", to: "nowhere")
        let stream = ListingStream(try work(fixture), beginning: [])
        stream.isChunked = false
        let outbox = Outbox()
        var pieces = 0
        while stream.produce(into: outbox, until: .distantFuture, mayBlock: true) == .more {
            pieces += 1
        }
        #expect(pieces > 1)
        let page = bytes(outbox)
        #expect(links(page) == ["./a%20folder/", "./to%20folder/"] + expectedLinks(0..<1000)[1...])
        let text = String(decoding: page, as: UTF8.self)
        #expect(text.contains("<p>2 folders, 1000 files<"))
        #expect(text.contains("<footer>7 B in all files. Served by"))
    }

    private func bytes(_ outbox: Outbox) -> [UInt8] {
        outbox.bytes.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    /// When time is up, one step is made and no more, whatever there is to do.
    @Test func heedsTheDeadline() throws {
        let fixture = try fixture(1000)
        var work = try work(fixture)
        work.slowStep = .max
        var page: [UInt8] = []
        var calls = 0
        var largest = 0
        while true {
            let before = page.count
            let progress = try work.advance(
                &page, limit: .max, until: Self.past, mayBlock: false)
            calls += 1
            // The top of the page is the largest step.
            if before > 0 { largest = max(largest, page.count - before) }
            if progress == .finished { break }
            #expect(progress == .more)
        }
        #expect(calls > 1000 / 4)
        #expect(largest < 4096)
        #expect(links(page) == expectedLinks(0..<1000))
    }

    /// A step that took long is followed by `blocking` where waiting is not allowed, and by more
    /// work where it is.
    @Test func asksForSomebodyWhoMayWait() throws {
        let fixture = try fixture(300)
        var work = try work(fixture)
        work.slowStep = -1
        var page: [UInt8] = []
        var blocked = 0
        while true {
            let progress = try work.advance(
                &page, limit: .max, until: .distantFuture, mayBlock: false)
            if progress == .finished { break }
            if progress == .blocking { blocked += 1 }
            let waiting = try work.advance(
                &page, limit: page.count + 1, until: Self.past, mayBlock: true)
            #expect(waiting != .blocking)
            if waiting == .finished { break }
        }
        // Once wary, it looks at one entry at a time.
        #expect(blocked > 100)
        #expect(links(page) == expectedLinks(0..<300))
    }

    /// A listing of few entries that takes too long is left to somebody who may wait; one of many
    /// is made while it is sent, however long it takes.
    @Test func patienceEnds() throws {
        let few = try fixture(100)
        let many = try fixture(600)
        for (fixture, isStreamed) in [(few, false), (many, true)] {
            let responder = ListingResponder(site: try fixture.site())
            let directory = try Descriptor.openDirectory(fixture.root + "/many")
            let path = try Self.path()
            let response = try responder.respond(directory, path, patience: Self.past)
            let found: Bool?
            switch response {
            case .some(let response): found = response.isStreamed
            case .none: found = nil
            }
            #expect(found == (isStreamed ? true : nil))
        }
    }

    /// A kept listing tells what has changed after a look at just that.
    @Test func renewal() throws {
        let fixture = try fixture(20)
        let responder = ListingResponder(site: try fixture.site())
        let directory = try Descriptor.openDirectory(fixture.root + "/many")
        let path = try Self.path()
        let kept = try listing(responder, directory, path).kept
        let name = "file 7"
        try Data(repeating: 0, count: 1234).write(
            to: URL(fileURLWithPath: "\(fixture.root)/many/\(name)"))
        let page = try #require(kept.renewedPage([Array(name.utf8)]))
        #expect(links(page) == expectedLinks(0..<20))
        let text = String(decoding: page, as: UTF8.self)
        #expect(text.contains("1234 bytes") && text.contains("20 files, 1.2 KB"))
        let fresh = try Descriptor.openDirectory(fixture.root + "/many")
        #expect(try listing(responder, fresh, path).page == page)
        // What has gone, or come, asks for all to be read.
        try FileManager.default.removeItem(atPath: "\(fixture.root)/many/\(name)")
        #expect(kept.renewedPage([Array(name.utf8)]) == nil)
        #expect(kept.renewedPage([Array("new".utf8)]) == nil)
    }

    private func listing(
        _ responder: ListingResponder, _ directory: consuming Descriptor, _ path: RequestPath
    ) throws -> (kept: KeptListing, page: [UInt8]) {
        guard let response = try responder.respond(directory, path),
            let kept = response.listing, let page = kept.renewedPage([])
        else { throw CocoaError(.featureUnsupported) }
        return (kept, page)
    }

    /// What vanishes between the reading of names and the writing of rows is left out.
    @Test func vanishingEntries() throws {
        let fixture = try fixture(600)
        var work = try work(fixture)
        var page: [UInt8] = []
        while page.isEmpty {
            _ = try work.advance(&page, limit: .max, until: Self.past, mayBlock: true)
        }
        for index in 0..<600 where index % 2 == 1 {
            try FileManager.default.removeItem(atPath: "\(fixture.root)/many/file \(index)")
        }
        let progress = try work.advance(
            &page, limit: .max, until: .distantFuture, mayBlock: true)
        #expect(progress == .finished)
        #expect(links(page) == expectedLinks(0..<600).filter { !"13579".contains($0.last!) })
    }

    /// A directory that cannot be read to its end does not look as if it had been.
    @Test func failingDirectory() throws {
        let fixture = try fixture(1000, String(repeating: "long ", count: 40))
        let stream = ListingStream(try work(fixture), beginning: [])
        let outbox = Outbox()
        let first = stream.produce(into: outbox, until: Self.past, mayBlock: true)
        #expect(first == .more)
        // The kernel reads nothing from a directory that has been removed.
        try FileManager.default.removeItem(atPath: fixture.root + "/many")
        let second = stream.produce(into: outbox, until: .distantFuture, mayBlock: true)
        #expect(second == .failed)
        #expect(outbox.bytes.isEmpty)
    }

    /// Only a part is read, in whatever order, and the page says so.
    @Test func memoryIsBounded() throws {
        let fixture = try fixture(5000)
        let stream = ListingStream(try work(fixture, memoryLimit: 40_000), beginning: [])
        stream.isChunked = false
        let outbox = Outbox()
        while stream.produce(into: outbox, until: .distantFuture, mayBlock: true) == .more {}
        let page = bytes(outbox)
        #expect(500..<2500 ~= links(page).count)
        #expect(String(decoding: page, as: UTF8.self).contains("; at least 1 more not shown"))
    }

    @Test func entriesBeyondTheLimit() throws {
        let fixture = try fixture(1000)
        var work = try work(fixture, limit: 300)
        var page: [UInt8] = []
        while try work.advance(&page, limit: .max, until: .distantFuture, mayBlock: true)
            != .finished
        {}
        #expect(links(page) == expectedLinks(0..<299))
        #expect(String(decoding: page, as: UTF8.self).contains("; 701 more not shown"))
    }

    /// However long the page becomes, only a piece of it is in memory.
    @Test func piecesOfAHugePage() throws {
        let fixture = try fixture(20_000)
        let stream = ListingStream(try work(fixture), beginning: [])
        let outbox = Outbox()
        var framing = 0
        stream.reportFraming = { framing += $0 }
        var largest = 0
        var count = 0
        var parser = ResponseText()
        var progress = ContentProducer.Progress.more
        while progress == .more {
            progress = stream.produce(into: outbox, until: .distantFuture, mayBlock: true)
            largest = max(largest, outbox.bytes.count)
            count += outbox.bytes.count
            parser.take(bytes(outbox))
            outbox.bytes.removeAll()
        }
        #expect(progress == .finished && parser.isWhole)
        #expect(largest < StreamedContent.pieceBytes + 8192)
        #expect(count - framing == parser.content.count)
        // Looked at row by row: to take so large a page apart would take long.
        let start = Array("<tr><th><a href=\"".utf8)
        let rows = parser.content.split(separator: 0x0a).filter { $0.starts(with: start) }
        let links = rows.map { $0.dropFirst(start.count).prefix { $0 != UInt8(ascii: "\"") } }
        #expect(
            links.dropFirst().elementsEqual(expectedLinks(0..<20_000)) { $0.elementsEqual($1.utf8) }
        )
    }

    /// Takes chunks apart (RFC 9112 section 7.1).
    private struct ResponseText {
        private(set) var content: [UInt8] = []
        private(set) var isWhole = false
        private var held: [UInt8] = []

        mutating func take(_ bytes: [UInt8]) {
            held += bytes
            while !isWhole, let line = held.firstIndex(of: 0x0d) {
                let size = Int(String(decoding: held[..<line], as: UTF8.self), radix: 16)!
                let end = line + 2 + size
                #expect(held.count >= end + 2)
                content += held[(line + 2)..<end]
                #expect(Array(held[end..<end + 2]) == [0x0d, 0x0a])
                held.removeSubrange(..<(end + 2))
                isWhole = size == 0
            }
        }
    }
}
