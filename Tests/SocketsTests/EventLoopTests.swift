import SystemCalls
import Testing

@testable import Sockets

/// One loop, many connections: over real sockets, in this process.
@Suite struct EventLoopTests {
    private static var quick: Deadlines {
        var deadlines = Deadlines()
        deadlines.silence = 0.05
        deadlines.linger = 0.05
        deadlines.grace = 0.3
        return deadlines
    }

    @Test func manyConnectionsTakeTurns() throws {
        let loop = try LoopFixture()
        let clients = try (0..<20).map { _ in try loop.client() }
        for round in 0..<5 {
            for (number, client) in clients.enumerated() {
                try client.send("\(round) \(number)\n")
            }
            for (number, client) in clients.enumerated() {
                #expect(try client.receive() == "<\(round) \(number)>")
            }
        }
        #expect(loop.turns > 0 && loop.warnings.isEmpty)
        for client in clients { client.close() }
        try loop.finish()
    }

    /// Others come and go while a connection rests; it goes on where it was.
    @Test func resting() throws {
        let loop = try LoopFixture()
        let client = try loop.client()
        #expect(try client.ask("a") == "<a>")
        for _ in 0..<50 {
            let other = try loop.client()
            #expect(try other.ask("b") == "<b>")
            other.close()
        }
        #expect(try client.ask("c") == "<c>")
        try loop.finish()
    }

    /// One that waits for a place gets it when another connection ends, and at once: with a pause
    /// of 100 ms for each it would take six seconds.
    @Test func placesAreTakenAgain() throws {
        let loop = try LoopFixture(maximum: 1, LoopDriver.Rules(endsAfterLine: true))
        let start = Instant.now
        let clients = try (0..<60).map { number in
            let client = try loop.client()
            try client.send("\(number)\n")
            return client
        }
        for (number, client) in clients.enumerated() {
            #expect(try client.receive() == "<\(number)>")
            #expect(try client.receive() == nil)
        }
        #expect(Instant.now.nanoseconds(since: start) < 4_000_000_000)
        #expect(loop.warnings.count <= 1, "\(loop.warnings)")
        try loop.finish()
    }

    /// A client that has been silent for a while gives way, one in the middle of a request does
    /// not.
    @Test func silentClientsGiveWay() throws {
        let loop = try LoopFixture(maximum: 2, LoopDriver.Rules(deadlines: Self.quick))
        let speaking = try loop.client()
        try speaking.send("not yet the end of")
        let silent = try loop.client()
        #expect(try silent.ask("a") == "<a>")
        let third = try loop.client()
        #expect(try third.ask("b") == "<b>")
        #expect(try silent.receive() == nil)
        #expect(try speaking.ask(" a line") == "<not yet the end of a line>")
        #expect(loop.warnings == ["All 2 connections are in use, others wait"])
        try loop.finish()
    }

    /// The deadline of a connection at rest, and of one that has begun a request.
    @Test func deadlines() throws {
        var deadlines = Self.quick
        (deadlines.idle, deadlines.head) = (0.2, 0.3)
        let loop = try LoopFixture(LoopDriver.Rules(deadlines: deadlines))
        let resting = try loop.client()
        #expect(try resting.ask("a") == "<a>")
        let slow = try loop.client()
        try slow.send("no end")
        let start = Instant.now
        #expect(try resting.receive() == nil)
        #expect(try slow.receive() == "too late")
        #expect(try slow.receive() == nil)
        #expect(Instant.now.nanoseconds(since: start) < 10_000_000_000)
        try loop.finish()
    }

    /// What must not be waited for is done in another thread, while others are served.
    @Test func workElsewhere() throws {
        let mayEnd = Semaphore()
        let loop = try LoopFixture(LoopDriver.Rules(mayEnd: mayEnd))
        let waiting = try loop.client()
        try waiting.send("work\n")
        let other = try loop.client()
        for number in 0..<20 { #expect(try other.ask("\(number)") == "<\(number)>") }
        mayEnd.post()
        #expect(try waiting.receive() == "<work>")
        try loop.finish()
    }

    private static func eventually(_ condition: () -> Bool) throws -> Bool {
        let limit = Instant.now.advanced(bySeconds: 20)
        var nothing = PollSet()
        while !condition() {
            if Instant.now > limit { return false }
            _ = try nothing.wait(until: .now.advanced(bySeconds: 0.002))
        }
        return true
    }

    /// A client that leaves takes its job with it: one that waits for a thread is gone at once and
    /// never begun, one that a thread does is cancelled.
    @Test func jobsEndWithTheirConnection() throws {
        let mayEnd = Semaphore()
        let rules = LoopDriver.Rules(mayEnd: mayEnd, endsJobs: true)
        let loop = try LoopFixture(rules)
        let clients = try (0..<6).map { _ in
            let client = try loop.client()
            try client.send("work\n")
            return client
        }
        // As many as the loop has threads.
        #expect(try Self.eventually { rules.jobs.withLock { $0.begun == 2 && $0.held == 6 } })
        for client in clients { client.close() }
        #expect(try Self.eventually { rules.jobs.withLock { $0.held == 2 } })
        for _ in 0..<2 { mayEnd.post() }
        #expect(try Self.eventually { rules.jobs.withLock { $0.held == 0 } })
        #expect(rules.jobs.withLock { $0.begun == 2 && $0.cancelled == 2 })
        try loop.finish()
    }

    /// More jobs than may wait: the next one is given up, if there is another answer.
    @Test func tooManyJobs() throws {
        let mayEnd = Semaphore()
        let most = BackgroundWork.maximumWaiting + 2
        let rules = LoopDriver.Rules(mayEnd: mayEnd)
        let loop = try LoopFixture(maximum: most + 10, rules)
        var clients: [LoopFixture.Client] = []
        for count in 1...most {
            clients.append(try loop.client())
            try clients[count - 1].send("work\n")
            guard count <= 2 else { continue }
            #expect(try Self.eventually { rules.jobs.withLock { $0.begun == count } })
        }
        #expect(try Self.eventually { rules.jobs.withLock { $0.held == most } })
        #expect(try loop.client().ask("work") == "<too much work>")
        #expect(try Self.eventually { rules.jobs.withLock { $0.held == most } })
        for _ in 0..<most { mayEnd.post() }
        for client in clients { #expect(try client.receive() == "<work>") }
        try loop.finish()
    }

    /// A request that is being answered is finished, one at rest is not kept, and nobody is
    /// accepted any more.
    @Test func stopping() throws {
        let mayEnd = Semaphore()
        let loop = try LoopFixture(LoopDriver.Rules(mayEnd: mayEnd))
        let resting = try loop.client()
        #expect(try resting.ask("a") == "<a>")
        let busy = try loop.client()
        try busy.send("work\n")
        // Both were in one turn, or this one comes later: it has been given to a thread by then.
        #expect(try resting.ask("b") == "<b>")
        try loop.stop()
        #expect(try resting.receive() == nil)
        #expect(throws: (any Error).self) { _ = try loop.client().ask("c") }
        mayEnd.post()
        #expect(try busy.receive() == "<work>")
        #expect(try busy.receive() == nil)
        try loop.finish()
    }
}
