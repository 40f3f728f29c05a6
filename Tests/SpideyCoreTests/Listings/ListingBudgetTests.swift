import Sockets
import SystemCalls
import Testing

@testable import HTTPServer
@testable import SpideyCore

/// The memory of long listings, bounded over all of them.
@Suite struct ListingBudgetTests {
    private static let step = 256 << 10

    @Test func reservesInStepsAndGivesBack() throws {
        let board = try Scoreboard(places: 1)
        let budget = ListingBudget(board.place(0), limit: 4 * Self.step)
        var (first, second) = (0, 0)
        #expect(budget.reserve(1, held: &first) && first == Self.step)
        #expect(budget.reserve(Self.step, held: &first) && first == Self.step)
        #expect(budget.reserve(2 * Self.step + 1, held: &first) && first == 3 * Self.step)
        #expect(!budget.reserve(2 * Self.step, held: &second) && second == 0)
        budget.shrink(to: Self.step + 1, held: &first)
        #expect(first == 2 * Self.step && board.total(.listingBytes) == first)
        #expect(budget.reserve(2 * Self.step, held: &second))
        budget.shrink(to: 0, held: &second)
        #expect(second == Self.step, "for the content that waits")
        budget.release(&first)
        budget.release(&second)
        #expect(first == 0 && second == 0 && board.total(.listingBytes) == 0)
    }

    /// A listing that finds no memory is refused before anything of it has been sent; the others,
    /// and those after them, are whole.
    @Test func refusesWhatExceedsIt() throws {
        let fixture = try ListingFixture(2000)
        let board = try Scoreboard(places: 1)
        let budget = ListingBudget(board.place(0), limit: 2 * Self.step)
        func stream() throws -> ListingStream {
            let file = SharedFile(try Descriptor.openDirectory(fixture.directory))
            return ListingStream(
                ListingWork(
                    file, ListingFixture.path, site: try fixture.site.site(), budget: budget))
        }
        var kept: [ListingStream] = []
        for _ in 0..<2 {
            let next = try stream()
            _ = try next.start(until: .distantFuture, mayBlock: true)
            kept.append(next)
        }
        #expect(kept.allSatisfy { $0.isReadyToStream })
        let third = try stream()
        #expect {
            _ = try third.start(until: .distantFuture, mayBlock: true)
        } throws: { ($0 as? SystemError)?.isExhaustion == true }
        kept.removeLast()
        #expect(board.total(.listingBytes) == Self.step)
        let fourth = try stream()
        _ = try fourth.start(until: .distantFuture, mayBlock: true)
        while fourth.produce(until: .distantFuture, mayBlock: true) == .more {}
        #expect(ListingFixture.links(fourth.content).count == 2000)
    }
}
