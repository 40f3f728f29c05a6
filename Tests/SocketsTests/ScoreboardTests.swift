import SystemCalls
import Testing

@testable import Sockets

/// What processes and threads count in memory that all of them share.
@Suite struct ScoreboardTests {
    @Test func eachPlaceCountsForItself() throws {
        let board = try Scoreboard(places: 3)
        board.place(0)[.connections] = 5
        board.place(2)[.connections] += 7
        board.place(2)[.requests] = 100
        #expect(board.place(1)[.connections] == 0)
        #expect(board.total(.connections) == 12 && board.total(.requests) == 100)
    }

    /// What one that served had reserved is free again when its place is cleared, as when it was
    /// killed.
    @Test func clearedPlacesReserveNothing() throws {
        let board = try Scoreboard(places: 2)
        let place = board.place(1)
        place[.connections] = 3
        place[.requests] = 9
        #expect(board.reserve(60, of: .listingBytes, limit: 100, at: place))
        #expect(board.place(1)[.connections] == 3 && board.place(1)[.listingBytes] == 60)
        let own = board.place(0)
        #expect(!board.reserve(50, of: .listingBytes, limit: 100, at: own))
        board.clear(1)
        #expect(board.place(1)[.connections] == 0 && board.total(.requests) == 9)
        #expect(board.reserve(50, of: .listingBytes, limit: 100, at: own))
    }

    @Test func boundsAreExact() throws {
        let board = try Scoreboard(places: 2)
        let (first, second) = (board.place(0), board.place(1))
        #expect(board.reserve(60, of: .listingBytes, limit: 100, at: first))
        #expect(!board.reserve(41, of: .listingBytes, limit: 100, at: second))
        #expect(second[.listingBytes] == 0, "nothing of it is left behind")
        #expect(board.reserve(40, of: .listingBytes, limit: 100, at: second))
        board.release(60, of: .listingBytes, at: first)
        #expect(first[.listingBytes] == 0)
        #expect(board.reserve(60, of: .listingBytes, limit: 100, at: second))
        #expect(board.total(.listingBytes) == 100)
    }

    @Test func fullWhenEachPlaceHasAConnection() throws {
        let board = try Scoreboard(places: 2)
        #expect(!board.isFull)
        board.place(0)[.connections] = 1
        #expect(!board.isFull)
        board.place(1)[.connections] = 1
        #expect(board.isFull)
    }

    @Test func placesAreTakenAgain() throws {
        let board = try Scoreboard(places: 2)
        var places = FreePlaces(board)
        let (first, second) = (places.take(), places.take())
        #expect(Set([first, second]) == [0, 1])
        board.place(first)[.connections] = 1
        places.giveBack(first)
        #expect(board.place(first)[.connections] == 0 && places.take() == first)
    }
}
