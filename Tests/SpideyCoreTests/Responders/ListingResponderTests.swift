import SystemCalls
import Testing

@testable import HTTPServer
@testable import SpideyCore

@Suite struct ListingResponderTests {
    /// A listing of few entries that is not finished in time is no response yet; one of many is
    /// made while it is sent, however long it takes, as soon as the names have been read.
    @Test(arguments: [(100, false), (600, true)]) func timeIsUp(count: Int, isLong: Bool) throws {
        let fixture = try ListingFixture(count)
        let stream = try fixture.stream()
        var steps = 0
        while true {
            let progress = try stream.start(until: ListingFixture.past, mayBlock: true)
            steps += 1
            switch try ListingResponder(site: fixture.site.site()).respond(
                stream, progress, ListingFixture.path)
            {
            case .none:
                #expect(progress == .more)
                continue
            case .some(.response(let response)):
                #expect(isLong && SeenResponse(response).kind == .producer)
            case .some: #expect(!isLong && progress == .finished && steps > 10)
            }
            break
        }
    }

    @Test func aFinishedListingIsARepresentation() throws {
        let fixture = try ListingFixture(100)
        let stream = try fixture.stream()
        let progress = try stream.start(until: .distantFuture, mayBlock: true)
        guard
            case .some(.representation(let found, let origin)) = try ListingResponder(
                site: fixture.site.site()
            ).respond(
                stream, progress, ListingFixture.path),
            case .listing(let path, let kept) = origin, case .bytes(let page) = found.content
        else {
            Issue.record("no representation")
            return
        }
        #expect(path == ListingFixture.path && kept.renewedPage([]) == page)
        #expect(ListingFixture.links(page) == ListingFixture.expectedLinks(0..<100))
        let other = try ListingResponder(site: fixture.site.site()).represent(page + [32])
        #expect(found.validators.lastModified == nil && found.validators.etag?.isWeak == false)
        #expect(found.validators.etag != other.validators.etag)
    }
}
