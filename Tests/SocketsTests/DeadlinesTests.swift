import SystemCalls
import Testing

@testable import Sockets

/// Every deadline: how long, from when, and what comes of it. No test waits.
@Suite struct DeadlinesTests {
    @Test func aConnectionMustBeginToSpeak() throws {
        let bench = try Bench(.echo())
        try bench.run(after: 4)
        #expect(bench.secondsLeft == 6)
        try bench.run(after: 5.9)
        #expect(bench.handler.events == ["connect"])
        try bench.run(after: 0.1)
        #expect(bench.handler.events.contains("timeout head"))
        try bench.run(after: 2)
        #expect(bench.wait == nil)
    }

    /// One byte each few seconds does not prolong a head.
    @Test func aHeadHasOneDeadline() throws {
        let handler = ScriptedHandler.echo()
        handler.onTimeOut = { _, outbox in outbox.respond("too slow", close: true) }
        let bench = try Bench(handler)
        for _ in 0..<3 {
            try bench.send("x")
            try bench.run(after: 3)
        }
        #expect(bench.secondsLeft == 1)
        try bench.send("x")
        try bench.run(after: 1)
        #expect(try bench.text == "too slow")
        #expect(bench.hasEnded)
    }

    /// The time between requests counts for itself, the next head from its first byte.
    @Test func idlenessAndTheNextHeadAreTimedApart() throws {
        let bench = try Bench(.echo())
        try bench.send("a\n")
        try bench.run(after: 9)
        #expect(bench.secondsLeft == 100)
        try bench.run(after: 90)
        #expect(bench.secondsLeft == 10)
        try bench.send("b")
        try bench.run(after: 5)
        #expect(bench.secondsLeft == 10)
        try bench.run(after: 10)
        #expect(bench.handler.events.contains("timeout head"))
    }

    @Test func idleConnectionsEnd() throws {
        let bench = try Bench(.echo())
        try bench.send("a\n")
        try bench.run()
        try bench.run(after: 100)
        #expect(bench.handler.events.contains("timeout idle"))
        #expect(bench.hasEnded == false)
        try bench.collect()
        #expect(try bench.text == "<a>")
    }

    /// Content earns as much time as it may take at the least rate, and never more than the wait.
    @Test func contentIsTimedByItsRate() throws {
        let handler = ScriptedHandler()
        let bench = try Bench(handler)
        for _ in 0..<5 {
            try bench.send(String(repeating: "x", count: 10 * 500))
            try bench.run(after: 10)
            #expect(bench.secondsLeft == 30)
        }
        try bench.run(after: 30)
        #expect(handler.events.contains("timeout content"))
    }

    /// A byte now and then earns next to nothing.
    @Test func drippingContentEnds() throws {
        let handler = ScriptedHandler()
        let bench = try Bench(handler)
        try bench.send("x")
        try bench.run()
        for _ in 0..<29 {
            try bench.send("x")
            try bench.run(after: 1)
            #expect(!handler.events.contains("timeout content"))
        }
        try bench.send("x")
        try bench.run(after: 1)
        try bench.run(after: 0.1)
        #expect(handler.events.contains("timeout content"))
    }

    /// A client that takes nothing is cut off, one that takes a little is not.
    @Test func outputIsTimedFromTheLastByteTaken() throws {
        let handler = ScriptedHandler()
        handler.onReceive = { bytes, outbox in
            if !outbox.isResponding { outbox.respond(String(repeating: "x", count: 8 << 20)) }
            return Reception(consumed: bytes.count, next: .response)
        }
        let bench = try Bench(handler)
        try bench.send("x")
        try bench.run()
        #expect(bench.secondsLeft == 40)
        try bench.run(after: 39)
        #expect(bench.secondsLeft == 1)
        try bench.collect(limit: 1 << 20)
        try bench.run()
        #expect(bench.secondsLeft == 40)
        try bench.run(after: 40)
        #expect(bench.wait == nil)
        #expect(handler.events.last == "finish")
        #expect(handler.events.contains { $0.hasSuffix("cut short") })
    }

    /// A response begins with a clock of its own, however long the client was idle before.
    @Test func aProcessIsNotChargedForTheTimeBeforeIt() throws {
        let handler = ScriptedHandler.echo()
        let echo = handler.onReceive!
        handler.onReceive = { bytes, outbox in
            guard bytes.first == UInt8(ascii: "!") else { return echo(bytes, outbox) }
            outbox.beginResponse(close: true)
            outbox.attach(try! Bench.process("sleep 100"))
            return Reception(consumed: bytes.count, next: .response)
        }
        let bench = try Bench(handler)
        try bench.send("a\n")
        try bench.run()
        try bench.run(after: 90)
        try bench.send("!")
        try bench.run()
        #expect(bench.secondsLeft == 50)
        try bench.run(after: 50)
        #expect(handler.events.contains("timeout process"))
        #expect(bench.wait == nil)
    }

    /// A process that goes on writing does not excuse a client that takes nothing.
    @Test func aBusyProcessDoesNotExcuseItsClient() throws {
        let handler = ScriptedHandler()
        handler.onReceive = { bytes, outbox in
            if !outbox.isResponding {
                outbox.beginResponse(close: true)
                outbox.attach(try! Bench.process("while :; do echo x; sleep 0.01; done"))
            }
            return Reception(consumed: bytes.count, next: .response)
        }
        handler.onProcess = { bytes, outbox in outbox.append(bytes) }
        let bench = try Bench(handler)
        try bench.fill()
        try bench.send("x")
        try bench.run { bench.handler.heardFromProcess > 0 }
        let before = handler.heardFromProcess
        try bench.run(after: 20)
        try bench.run { handler.heardFromProcess > before }
        #expect(bench.secondsLeft == 20)
        try bench.run(after: 20)
        #expect(bench.wait == nil)
    }

    /// In favour of others only while nothing is under way.
    @Test func onlySilenceGivesWay() throws {
        let bench = try Bench(.echo())
        try bench.run()
        #expect(bench.wait?.mayGiveWay == bench.now.advanced(bySeconds: 0.5))
        try bench.send("a")
        try bench.run()
        #expect(bench.wait?.mayGiveWay == nil)
        try bench.send("\n")
        try bench.run(after: 1)
        #expect(bench.wait?.mayGiveWay == bench.now.advanced(bySeconds: 0.5))
    }
}
