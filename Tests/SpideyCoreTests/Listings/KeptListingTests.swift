import Foundation
import SystemCalls
import Testing

@testable import HTTPServer
@testable import SpideyCore

/// A finished listing, made true again.
@Suite struct KeptListingTests {
    private func kept(_ fixture: ListingFixture) throws -> KeptListing {
        let stream = try fixture.stream()
        let progress = try stream.start(until: .distantFuture, mayBlock: true)
        #expect(progress == .finished)
        return try #require(stream.takeFinished())
    }

    /// After a look at just what has changed it shows what is there now.
    @Test func renewal() throws {
        let fixture = try ListingFixture(20)
        let kept = try kept(fixture)
        let name = "file 7"
        try Data(repeating: 0, count: 1234).write(
            to: URL(fileURLWithPath: "\(fixture.directory)/\(name)"))
        let page = try #require(kept.renewedPage([Array(name.utf8)]))
        #expect(ListingFixture.links(page) == ListingFixture.expectedLinks(0..<20))
        let text = String(decoding: page, as: UTF8.self)
        #expect(text.contains("1234 bytes") && text.contains("20 files, 1.2 KB"))
        #expect(try self.kept(fixture).renewedPage([]) == page)
        // What has gone, or come, asks for all to be read.
        try fixture.remove(name)
        #expect(kept.renewedPage([Array(name.utf8)]) == nil)
        #expect(kept.renewedPage([Array("new".utf8)]) == nil)
    }

    /// A file that has become a folder stands elsewhere in the list.
    @Test func whatHasBecomeSomethingElse() throws {
        let fixture = try ListingFixture(20)
        let kept = try kept(fixture)
        try fixture.remove("file 7")
        try fixture.site.write("many/file 7/inside", "")
        #expect(kept.renewedPage([Array("file 7".utf8)]) == nil)
    }
}
