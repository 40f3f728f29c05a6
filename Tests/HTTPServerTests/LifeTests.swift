import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// What becomes of a connection and its exchange when something happens to it at any stage.
@Suite struct LifeTests {
    @Test(arguments: LifeCase.all) func life(expected: LifeCase) throws {
        for turn in [Turn.alone, .shared] where turn.readsAhead || !expected.stage.needsJob {
            let reaper = ProcessReaper()
            let harness = try expected.stage.reach(turn: turn, reaper: reaper)
            try cause(expected.incident, harness)
            var found = expected
            found.atOnce = try summary(harness)
            try expected.stage.proceed(harness)
            // Every deadline passes.
            try harness.run(after: 200)
            found.inTheEnd = try summary(harness)
            found.records = records(harness)
            #expect(found == expected, "turn: \(turn)")
            checkEnd(harness)
            #expect(try ProcessEnds.settle(reaper))
            try serveAnother(harness)
        }
    }

    @Test func everyStageMeetsEveryIncident() {
        let found = LifeCase.all.map { "\($0.stage) \($0.incident)" }
        let all = Stage.allCases.flatMap { stage in
            LifeCase.Incident.allCases.map { "\(stage) \($0)" }
        }
        #expect(found.sorted() == all.sorted())
    }

    private func cause(_ incident: LifeCase.Incident, _ harness: ConnectionHarness) throws {
        switch incident {
        case .reset: harness.reset()
        case .halfClose: harness.finishSending()
        case .drain: harness.connection.drain(now: harness.now)
        case .refuse: harness.connection.refuse(now: harness.now)
        case .abort: harness.connection.abort()
        case .time: harness.advance(bySeconds: 200)
        }
        try harness.run()
    }

    /// What the client has received, and the state of the connection.
    private func summary(_ harness: ConnectionHarness) throws -> String {
        let replies = try harness.replies().map { reply in
            var reply = reply
            if reply.content.count > 20 { reply.content = "(\(reply.content.count))" }
            return reply.description + (reply.closes ? " close" : "")
        }
        let isReset = harness.transport.endedByReset
        let state = isReset ? "reset" : "\(harness.connection.state)"
        return (replies + [state]).joined(separator: ", ")
    }

    private func records(_ harness: ConnectionHarness) -> String {
        harness.log.records.map(\.summary).joined(separator: ", ")
    }

    /// Nothing is left, and each exchange was logged once.
    private func checkEnd(_ harness: ConnectionHarness) {
        #expect(harness.isOver)
        let connection = harness.connection
        #expect(connection.exchanges.isEmpty && connection.reading == nil)
        #expect(connection.job == nil && connection.process == nil)
        let events = harness.log.events
        #expect(events.filter { $0 == "began" || $0 == "finished" } == ["began", "finished"])
        let received = events.count { $0.hasPrefix("received") }
        let refused = harness.log.records.count { $0.target.isEmpty }
        #expect(harness.log.records.count == received + refused)
        let place = harness.place
        #expect([place[.working], place[.script], place[.sending]] == [0, 0, 0])
        #expect(place[.requests] == harness.log.records.count)
    }

    /// The driver serves another connection as if there had been none.
    private func serveAnother(_ harness: ConnectionHarness) throws {
        harness.job = nil
        harness.connect()
        harness.send("GET /other HTTP/1.1\r\nHost: h\r\n\r\n")
        try harness.run()
        #expect(try harness.replies().map(\.description) == ["200 </other>"])
        #expect(harness.secondsLeft == 100)
        harness.reset()
        try harness.run()
        #expect(harness.isOver)
    }
}
