import Foundation
import SystemCalls
import Testing

@testable import HTTPServer
@testable import Sockets
@testable import SpideyCore

/// The memory of long listings, which all processes of a server share.
@Suite struct ListingBudgetTests {
    private let fixture: ListingFixture
    private let board: Scoreboard

    init() throws {
        fixture = try ListingFixture(600)
        board = try Scoreboard(places: 2)
    }

    private var reserved: Int { board.total(.listingBytes) }

    private func dialogue(
        _ scheduling: Scheduling, limit: Int, at place: Int = 0
    ) throws -> Dialogue {
        try Dialogue(
            fixture.site, site: fixture.site.site(), turn: scheduling.turn,
            budget: ListingBudget(board.place(place), limit: limit))
    }

    /// A client that has asked for the listing and takes no more than the beginning.
    private func unread(_ scheduling: Scheduling, limit: Int) throws -> Dialogue {
        let client = try dialogue(scheduling, limit: limit)
        client.takes = false
        client.memory.capacity = 1000
        try client.ask("GET /many/")
        return client
    }

    /// Without memory there is no listing for now, and a page that says so.
    @Test(arguments: Scheduling.allCases) func none(_ scheduling: Scheduling) throws {
        let dialogue = try dialogue(scheduling, limit: 0)
        try dialogue.ask("GET /many/")
        #expect(dialogue.statuses == [503] && !dialogue.isClosed)
        #expect(dialogue.text.contains("\r\nRetry-After: 1\r\n"))
        #expect(reserved == 0)
        // A short one needs none.
        try dialogue.ask("GET /many/a%20folder/")
        #expect(dialogue.statuses == [503, 200])
    }

    /// What a client does not take is counted until it does, or goes; others are refused meanwhile,
    /// wherever they are served.
    @Test(arguments: Scheduling.allCases, [false, true])
    func oneAtATime(_ scheduling: Scheduling, isReset: Bool) throws {
        let limit = 256 << 10
        let first = try unread(scheduling, limit: limit)
        #expect(reserved > 0 && reserved <= limit)
        let second = try dialogue(scheduling, limit: limit, at: 1)
        try second.ask("GET /many/")
        #expect(second.statuses == [503])
        if isReset {
            first.memory.peerResets()
        } else {
            first.takes = true
        }
        try first.run()
        #expect(reserved == 0 && first.memory.isClosed == isReset)
        try second.ask("GET /many/")
        #expect(second.statuses == [503, 200] && reserved == 0)
    }

    /// A client that takes nothing is cut off by its deadline, and what it held is others'.
    @Test(arguments: Scheduling.allCases) func stalledClients(_ scheduling: Scheduling) throws {
        let limit = 256 << 10
        let stalled = try unread(scheduling, limit: limit)
        let other = try dialogue(scheduling, limit: limit, at: 1)
        try other.ask("GET /many/")
        #expect(other.statuses == [503])
        try stalled.timeOut()
        #expect(stalled.memory.isClosed && reserved == 0)
        try other.ask("GET /many/")
        #expect(other.statuses == [503, 200])
    }

    /// A client that is slow, but not so slow that it would be cut off for it, has its time as long
    /// as nobody else wants a listing; if others are refused, it is cut off after a while.
    @Test(arguments: Scheduling.allCases, [false, true])
    func slowClients(_ scheduling: Scheduling, areWaitedFor: Bool) throws {
        let limit = 256 << 10
        let slow = try unread(scheduling, limit: limit)
        #expect(reserved > 0)
        if areWaitedFor {
            let other = try dialogue(scheduling, limit: limit, at: 1)
            try other.ask("GET /many/")
            #expect(other.statuses == [503])
        }
        // Two seconds each, but for the first 30.
        for _ in 0..<10 where !slow.memory.isClosed {
            _ = slow.memory.peerTakes()
            try slow.timeOut()
        }
        #expect(slow.memory.isClosed == areWaitedFor && (reserved == 0) == areWaitedFor)
    }
}
