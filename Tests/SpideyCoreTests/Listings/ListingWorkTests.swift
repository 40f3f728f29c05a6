import Foundation
import SystemCalls
import Testing

@testable import HTTPServer
@testable import SpideyCore

/// A listing made in steps, over real directories.
@Suite struct ListingWorkTests {
    private static let past = ListingFixture.past

    private func links(_ page: [UInt8]) -> [String] { ListingFixture.links(page) }

    private func expectedLinks(_ range: Range<Int>) -> [String] {
        ListingFixture.expectedLinks(range)
    }

    /// Few entries: of one piece, with the sum of the sizes at the top.
    @Test func smallListing() throws {
        let fixture = try ListingFixture(200)
        try fixture.site.write("many/file 7", "1234567")
        var work = try fixture.work()
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
        let fixture = try ListingFixture(3)
        switch kind {
        case "symbolic": try fixture.site.link("many/link", to: "file 1")
        case "dangling": try fixture.site.link("many/link", to: "nowhere")
        default:
            try FileManager.default.linkItem(
                atPath: fixture.site.root + "/many/file 1", toPath: fixture.site.root + "/second")
        }
        var work = try fixture.work()
        var page: [UInt8] = []
        _ = try work.advance(&page, limit: .max, until: .distantFuture, mayBlock: true)
        let hasLinks = work.hasLinks
        #expect(hasLinks)
        #expect(links(page).count == (kind == "symbolic" ? 5 : 4))
    }

    /// When time is up, one step is made and no more, whatever there is to do.
    @Test func stopsAtTheDeadline() throws {
        let fixture = try ListingFixture(1000)
        var work = try fixture.work()
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
    @Test func leavesSlowStepsToAJob() throws {
        let fixture = try ListingFixture(300)
        var work = try fixture.work()
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
        // Once a step was slow, the status of one entry is a step.
        #expect(blocked > 100)
        #expect(links(page) == expectedLinks(0..<300))
    }

    /// What vanishes between the reading of names and the writing of rows is left out.
    @Test func vanishingEntries() throws {
        let fixture = try ListingFixture(600)
        var work = try fixture.work()
        var page: [UInt8] = []
        while page.isEmpty {
            _ = try work.advance(&page, limit: .max, until: Self.past, mayBlock: true)
        }
        for index in 0..<600 where index % 2 == 1 {
            try fixture.remove("file \(index)")
        }
        let progress = try work.advance(
            &page, limit: .max, until: .distantFuture, mayBlock: true)
        #expect(progress == .finished)
        #expect(links(page) == expectedLinks(0..<600).filter { !"13579".contains($0.last!) })
    }

    @Test func entriesBeyondTheLimit() throws {
        let fixture = try ListingFixture(1000)
        var work = try fixture.work(limit: 300)
        var page: [UInt8] = []
        while try work.advance(&page, limit: .max, until: .distantFuture, mayBlock: true)
            != .finished
        {}
        #expect(links(page) == expectedLinks(0..<299))
        #expect(String(decoding: page, as: UTF8.self).contains("; 701 more not shown"))
    }
}
