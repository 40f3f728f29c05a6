import SystemCalls
import Testing

@testable import Sockets

/// When an event loop accepts connections, and when it leaves them waiting.
@Suite struct AcceptancesTests {
    private static let start = Instant(nanoseconds: 5_000_000_000)

    private static func after(milliseconds: Int64) -> Instant {
        Instant(nanoseconds: start.nanoseconds + milliseconds * 1_000_000)
    }

    private func acceptances(maximum: Int = 4, workers: Int = 1) throws -> Acceptances {
        let board = try Scoreboard(places: workers)
        return Acceptances(maximum: maximum, share: LoadShare(board.place(0)))
    }

    private struct Case: CustomTestStringConvertible {
        let reason: Acceptances.Pause.Reason
        let milliseconds: Int64
        let connections: Int
        let mayAccept: Bool

        init(
            _ reason: Acceptances.Pause.Reason, _ milliseconds: Int64, _ connections: Int,
            _ mayAccept: Bool
        ) {
            self.reason = reason
            self.milliseconds = milliseconds
            self.connections = connections
            self.mayAccept = mayAccept
        }

        var testDescription: String { "\(reason), \(connections) after \(milliseconds) ms" }
    }

    /// Of four places.
    private static let cases = [
        Case(.exhaustion, 0, 4, false), Case(.exhaustion, 99, 0, false),
        Case(.exhaustion, 100, 4, true),
        Case(.otherWorkers, 0, 4, false), Case(.otherWorkers, 19, 0, false),
        Case(.otherWorkers, 20, 4, true),
        // A place is taken as soon as it is free, and silent connections are searched for again.
        Case(.noPlace, 0, 4, false), Case(.noPlace, 0, 3, true), Case(.noPlace, 99, 4, false),
        Case(.noPlace, 99, 3, true), Case(.noPlace, 100, 4, true),
    ]

    @Test(arguments: cases) private func pause(of one: Case) throws {
        var acceptance = try acceptances()
        let mayAcceptBefore = acceptance.mayAccept(at: Self.start, connections: 4)
        #expect(mayAcceptBefore)
        if one.reason == .noPlace {
            let response = acceptance.crowding.saw(isWaitedFor: true, at: Self.start)
            #expect(response.warns)
        }
        acceptance.begin(one.reason, at: Self.start)
        let now = Self.after(milliseconds: one.milliseconds)
        let mayAccept = acceptance.mayAccept(at: now, connections: one.connections)
        #expect(mayAccept == one.mayAccept)
        #expect((acceptance.pause == nil) == one.mayAccept)
        #expect((acceptance.deadline == .distantFuture) == one.mayAccept)
    }

    @Test func stopping() throws {
        var acceptance = try acceptances()
        acceptance.begin(.exhaustion, at: Self.start)
        acceptance.waiting = [0, 1]
        acceptance.stop()
        #expect(acceptance.pause == nil && acceptance.waiting.isEmpty)
    }

    /// A worker that was left connections and took none is not waited for again.
    @Test func otherWorkersThatTakeNone() throws {
        let board = try Scoreboard(places: 2)
        board.place(0)[.connections] = 100
        var acceptance = Acceptances(maximum: 1000, share: LoadShare(board.place(0)))
        let isOverloaded = acceptance.share.isOverloaded()
        #expect(isOverloaded)
        acceptance.begin(.otherWorkers, at: Self.start)
        let mayAccept = acceptance.mayAccept(
            at: Self.after(milliseconds: 20), connections: 100)
        #expect(mayAccept)
        let isStillOverloaded = acceptance.share.isOverloaded()
        #expect(!isStillOverloaded)
    }

    /// Only the search in vain is not repeated at once.
    @Test func givingWayOneAfterAnother() throws {
        var acceptance = try acceptances()
        _ = acceptance.crowding.saw(isWaitedFor: true, at: Self.start)
        #expect(acceptance.crowding.nextCheck(after: Self.start) == Self.after(milliseconds: 100))
        acceptance.crowding.hasMadePlace()
        #expect(acceptance.crowding.nextCheck(after: Self.start) == nil)
    }
}
