import Foundation
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer
@testable import SpideyCore

/// Directories with many more entries than a page shows: the page is that of all names, and the
/// memory is that of the names shown.
@Suite struct ListingDroppingTests {
    private func page(_ work: consuming ListingWork) throws -> [UInt8] {
        var work = work
        var page: [UInt8] = []
        while try work.advance(&page, limit: .max, until: .distantFuture, mayBlock: true)
            != .finished
        {}
        return page
    }

    private func text(_ page: [UInt8]) -> String { String(decoding: page, as: UTF8.self) }

    /// The first names in order are shown, whatever the order of the directory, and the others are
    /// counted.
    @Test func theFirstAreShown() throws {
        let fixture = try ListingFixture(3 * ListingWork.leastSurplus)
        let page = try page(try fixture.work(limit: 50))
        #expect(ListingFixture.links(page) == ListingFixture.expectedLinks(0..<49))
        #expect(text(page).contains("; 12239 more not shown"))
    }

    /// Folders come first, also when there are more of them than the page shows.
    @Test func foldersComeFirst() throws {
        let fixture = try ListingFixture(ListingWork.leastSurplus)
        for number in 0..<60 {
            try FileManager.default.createDirectory(
                atPath: "\(fixture.directory)/z\(number)", withIntermediateDirectories: false)
        }
        let page = try page(try fixture.work(limit: 50))
        let expected = ["./a%20folder/"] + (0..<49).map { "./z\($0)/" }
        #expect(ListingFixture.links(page) == expected)
    }

    /// A symbolic link may turn out to be a folder, so none is dropped before that is known.
    @Test func linksAreKept() throws {
        let fixture = try ListingFixture(2 * ListingWork.leastSurplus)
        try fixture.site.link("many/zz", to: "a folder")
        let page = try page(try fixture.work(limit: 50))
        #expect(ListingFixture.links(page).prefix(3) == ["./a%20folder/", "./zz/", "./file%200"])
    }

    /// What is reserved stays below what the names shown and the surplus take.
    @Test func memory() throws {
        let board = try Scoreboard(places: 1)
        let prefix = String(repeating: "n", count: 100)
        let count = 5 * ListingWork.leastSurplus
        let fixture = try ListingFixture(count, prefix)
        var options = SiteOptions()
        options.listingLimit = 100
        var work = ListingWork(
            SharedFile(try Descriptor.openDirectory(fixture.directory)), ListingFixture.path,
            site: try fixture.site.site(options), budget: ListingBudget(board.place(0)))
        var page: [UInt8] = []
        while !work.isRead {
            _ = try work.advance(&page, limit: 1, until: ListingFixture.past, mayBlock: true)
        }
        let reserved = work.reserved
        #expect(reserved > 0 && reserved < count * 100 / 2)
        work.giveBack()
    }
}
