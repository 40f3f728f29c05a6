import SystemCalls
import Testing

@testable import HTTPServer
@testable import SpideyCore

@Suite struct ListingResponderTests {
    /// A listing of few entries that is not finished in time is no response yet; one of many is
    /// made while it is sent, once all of its names have been read.
    @Test func timeIsUp() throws {
        for (count, isStreamed) in [(100, false), (600, true)] {
            let fixture = try ListingFixture(count)
            let stream = try fixture.stream()
            var progress = try stream.start(until: ListingFixture.past, mayBlock: true)
            while isStreamed, !stream.isReadyToStream {
                progress = try stream.start(until: ListingFixture.past, mayBlock: true)
            }
            let found: Bool
            switch ListingResponder().respond(stream, progress, ListingFixture.path) {
            case .some(.response(let response)): found = SeenResponse(response).kind == .producer
            case .some: found = false
            case .none:
                #expect(!isStreamed)
                continue
            }
            #expect(found && isStreamed)
        }
    }

    @Test func aFinishedListingIsARepresentation() throws {
        let fixture = try ListingFixture(100)
        let stream = try fixture.stream()
        let progress = try stream.start(until: .distantFuture, mayBlock: true)
        guard
            case .some(.representation(let found, let origin)) = ListingResponder().respond(
                stream, progress, ListingFixture.path),
            case .listing(let path, let kept) = origin, case .bytes(let page) = found.content
        else {
            Issue.record("no representation")
            return
        }
        #expect(path == ListingFixture.path && kept.renewedPage([]) == page)
        #expect(ListingFixture.links(page) == ListingFixture.expectedLinks(0..<100))
        #expect(found.etag == nil && found.lastModified == nil)
    }
}
