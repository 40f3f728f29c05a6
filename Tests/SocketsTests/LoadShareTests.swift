import SystemCalls
import Testing

@testable import Sockets

/// Who leaves connections to others, and for how long.
@Suite struct LoadShareTests {
    private func shares(_ count: Int) throws -> [LoadShare] {
        let board = try Scoreboard(places: count)
        return (0..<count).map { LoadShare(board.place($0)) }
    }

    /// What it says when it is asked once: shares are values.
    private func isOverloaded(_ share: LoadShare) -> Bool {
        var share = share
        return share.isOverloaded()
    }

    @Test func aloneIsNeverOverloaded() throws {
        var share = try shares(1)[0]
        share.publish(10_000)
        #expect(!isOverloaded(share))
        share.pauseHasEnded()
        #expect(!isOverloaded(share))
    }

    @Test func overloadedBeyondTheSlack() throws {
        let shares = try shares(3)
        shares[1].publish(100)
        shares[2].publish(400)
        for (load, expected) in [(0, false), (116, false), (117, true), (400, true)] {
            shares[0].publish(load)
            #expect(isOverloaded(shares[0]) == expected, "\(load)")
        }
        // Large crowds may differ by an eighth.
        shares[1].publish(8000)
        shares[2].publish(8001)
        for (load, expected) in [(9000, false), (9001, true)] {
            shares[0].publish(load)
            #expect(isOverloaded(shares[0]) == expected, "\(load)")
        }
    }

    /// A worker that hangs takes none: the others go on without it, until it moves again.
    @Test func stuckWorker() throws {
        var shares = try shares(3)
        shares[0].publish(50)
        shares[1].publish(0)
        shares[2].publish(45)
        #expect(isOverloaded(shares[0]))
        shares[0].pauseHasEnded()
        #expect(!isOverloaded(shares[0]), "the next to compare with has 45")
        shares[0].publish(62)
        #expect(isOverloaded(shares[0]))
        shares[0].pauseHasEnded()
        #expect(!isOverloaded(shares[0]), "nobody else takes any")
        // It lives.
        shares[1].publish(1)
        #expect(isOverloaded(shares[0]))
    }
}
