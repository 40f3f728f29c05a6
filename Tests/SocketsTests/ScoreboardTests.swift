import Glibc
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

    /// Two that meet at a limit at which there is room for one: one of them has it.
    @Test func oneOfTwoThatMeetHasRoom() throws {
        let board = try Scoreboard(places: 2)
        let rounds = 2_000
        let (first, second, end) = (Semaphore(), Semaphore(), Semaphore())
        let other = Guarded(0)
        try Threads.start(stackSize: 256 << 10) {
            for _ in 0..<rounds {
                _ = first.wait(until: .distantFuture)
                let has = board.reserve(60, of: .listingBytes, limit: 100, at: board.place(1))
                other.withLock { $0 += has ? 1 : 0 }
                second.post()
                _ = end.wait(until: .distantFuture)
                if has { board.release(60, of: .listingBytes, at: board.place(1)) }
                second.post()
            }
        }
        var own = 0
        for round in 1...rounds {
            first.post()
            let has = board.reserve(60, of: .listingBytes, limit: 100, at: board.place(0))
            own += has ? 1 : 0
            _ = second.wait(until: .distantFuture)
            #expect(own + other.withLock { $0 } == round)
            end.post()
            if has { board.release(60, of: .listingBytes, at: board.place(0)) }
            _ = second.wait(until: .distantFuture)
        }
        #expect(board.total(.listingBytes) == 0)
    }

    /// A process that is killed while it reserves holds nobody up once its place is cleared, and
    /// has no room.
    @Test func oneKilledWhileReserving() throws {
        let board = try Scoreboard(places: 2)
        board.beginReserving(at: board.place(1))
        board.place(1)[.listingBytes] = 60
        board.clear(1)
        #expect(board.reserve(100, of: .listingBytes, limit: 100, at: board.place(0)))
        // Another one's place says nothing about it.
        board.release(100, of: .listingBytes, at: board.place(0))
        board.clear(1)
        #expect(board.reserve(100, of: .listingBytes, limit: 100, at: board.place(0)))
    }

    /// Processes that do nothing but reserve and give back, killed at any moment.
    @Test func killedAtAnyMoment() throws {
        let board = try Scoreboard(places: 2)
        let began = try SharedCounters(count: 1)
        for round in 0..<100 {
            began[0] = 0
            guard case .parent(let child) = try Processes.fork() else {
                began[0] = 1
                while true {
                    if board.reserve(60, of: .listingBytes, limit: 100, at: board.place(1)) {
                        board.release(60, of: .listingBytes, at: board.place(1))
                    }
                }
            }
            let limit = Instant.now.advanced(bySeconds: 20)
            while began[0] == 0, Instant.now < limit { Processors.yield() }
            // A different moment each time.
            for _ in 0..<round * 10 { began.add(1, to: 0) }
            kill(child.number, SIGKILL)
            #expect(waitpid(child.number, nil, 0) == child.number)
            board.clear(1)
            #expect(board.total(.listingBytes) == 0)
            #expect(board.reserve(100, of: .listingBytes, limit: 100, at: board.place(0)))
            board.release(100, of: .listingBytes, at: board.place(0))
        }
    }
}
