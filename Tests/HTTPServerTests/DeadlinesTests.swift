import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// Every deadline: how long, from when, and what comes of it. No test waits for one.
@Suite struct DeadlinesTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    private func post(_ target: String, length: Int) -> String {
        "POST \(target) HTTP/1.1\r\nHost: h\r\nContent-Length: \(length)\r\n\r\n"
    }

    /// A connection that has sent nothing ends without a response.
    @Test func aConnectionMustBeginToSpeak() throws {
        let harness = ConnectionHarness()
        try harness.run(after: 4)
        #expect(harness.secondsLeft == 6)
        try harness.run(after: 5.9)
        #expect(!harness.isOver)
        try harness.run(after: 0.1)
        #expect(harness.isOver && harness.hasEndedInOrder)
        #expect(try harness.text == "")
    }

    /// One byte each few seconds does not prolong a head.
    @Test func aHeadHasOneDeadline() throws {
        let harness = ConnectionHarness()
        for byte in ["G", "E", "T"] {
            harness.send(byte)
            try harness.run(after: 3)
        }
        #expect(harness.secondsLeft == 1)
        harness.send(" ")
        try harness.run(after: 1)
        #expect(try harness.replies().map(\.description) == ["408 408"])
        #expect(harness.connection.state == .lingering)
        #expect(harness.log.records.map(\.summary) == ["- 408 3"])
    }

    /// The time between requests counts for itself, the next head from its first byte.
    @Test func idlenessAndTheNextHeadAreTimedApart() throws {
        let harness = ConnectionHarness()
        harness.send(Self.get)
        try harness.run(after: 9)
        #expect(harness.secondsLeft == 100)
        try harness.run(after: 90)
        #expect(harness.secondsLeft == 10)
        harness.send("G")
        try harness.run(after: 5)
        #expect(harness.secondsLeft == 10)
        try harness.run(after: 10)
        #expect(try harness.replies().map(\.description) == ["200 </a>", "408 408"])
    }

    @Test func idleConnectionsEnd() throws {
        let harness = ConnectionHarness()
        harness.send(Self.get)
        try harness.run()
        try harness.run(after: 99.9)
        #expect(!harness.isOver)
        try harness.run(after: 0.1)
        #expect(harness.isOver && harness.hasEndedInOrder)
        #expect(try harness.replies().map(\.description) == ["200 </a>"])
    }

    /// Also when the request before had content, whatever made its response.
    @Test(arguments: [Turn.alone, .shared])
    func idlenessAfterContentIsNotTimedAsAHead(turn: Turn) throws {
        let handler = ScriptedHandler()
        handler.onRequest = { _ in
            let producer = ContentProducer(beginning: Array("made".utf8))
            return .response(Response(.ok, content: .producer(producer)))
        }
        let harness = ConnectionHarness(handler, turn: turn)
        harness.send(post("/", length: 3) + "abc")
        try harness.run()
        #expect(try harness.replies().map(\.description) == ["200 made"])
        #expect(harness.secondsLeft == 100)
    }

    // MARK: What the client sends

    /// Content earns as much time as it may take at the least rate, and never more than the wait.
    @Test func contentIsTimedByItsRate() throws {
        let harness = ConnectionHarness()
        harness.send(post("/", length: 100_000))
        try harness.run()
        for _ in 0..<5 {
            harness.send([UInt8](repeating: 65, count: 10 * 500))
            try harness.run(after: 10)
            #expect(harness.secondsLeft == 30)
        }
        try harness.run(after: 30)
        #expect(harness.connection.state == .lingering)
    }

    /// A byte now and then earns next to nothing.
    @Test func drippingContentEnds() throws {
        let harness = ConnectionHarness()
        harness.send(post("/", length: 1000))
        try harness.run()
        for _ in 0..<30 {
            #expect(harness.connection.state == .open)
            harness.send("x")
            try harness.run(after: 1)
        }
        try harness.run(after: 0.1)
        #expect(harness.connection.state == .lingering)
    }

    // MARK: What the client takes

    /// A client that takes nothing is cut off, one that takes a little is not.
    @Test func outputIsTimedFromTheLastByteTaken() throws {
        let harness = try longResponse()
        #expect(harness.secondsLeft == 40)
        try harness.run(after: 39)
        #expect(harness.secondsLeft == 1)
        try harness.take(60_000)
        #expect(harness.secondsLeft == 40)
        try harness.run(after: 40)
        #expect(harness.isOver && harness.transport.endedByReset)
        #expect(harness.log.records.map(\.isComplete) == [false])
    }

    /// A client that takes fewer bytes a second than the least rate gains next to no time by it.
    @Test(arguments: [1, 20, 400]) func aSlowReaderEnds(rate: Int) throws {
        let harness = try longResponse()
        var seconds = 0
        while !harness.isOver, seconds < 1000 {
            try harness.take(rate)
            try harness.run(after: 1)
            seconds += 1
        }
        // Each second that it takes `rate` bytes, it earns that part of a second.
        let expected = 40 / (1 - Double(rate) / 500)
        #expect(abs(Double(seconds) - expected) <= 1 + expected / 40)
    }

    @Test func aReaderOfTheLeastRateDoesNotEnd() throws {
        let harness = try longResponse()
        for _ in 0..<500 {
            try harness.take(500)
            try harness.run(after: 1)
        }
        #expect(!harness.isOver && harness.secondsLeft.map { $0 > 38 } == true)
    }

    /// The kernel reports that it takes more only when much has gone: before a client is cut off,
    /// it is asked what has been acknowledged.
    @Test func whatTheKernelHasSentCounts() throws {
        let harness = try longResponse()
        try harness.run(after: 39)
        #expect(harness.transport.peerTakes(5000).count == 5000)
        try harness.run(after: 1)
        #expect(!harness.isOver)
        #expect(harness.secondsLeft == 10)
        try harness.run(after: 10)
        #expect(harness.isOver)
    }

    private func longResponse() throws -> ConnectionHarness {
        let handler = ScriptedHandler()
        handler.onRequest = { _ in
            .response(Response(.ok, text: String(repeating: "x", count: 8 << 20)))
        }
        let harness = ConnectionHarness(handler, capacity: 1 << 16)
        harness.send(Self.get)
        try harness.run()
        return harness
    }

    // MARK: Jobs

    /// While a disk is waited for, no clock runs, and then all begin anew.
    @Test func aSlowDiskIsNobodysFault() throws {
        let file = try TemporaryFile(Array("content of a file".utf8))
        let range = try file.range(isRemote: true)
        let handler = ScriptedHandler()
        handler.onRequest = { _ in .response(Response(.ok, content: .file(range))) }
        let harness = ConnectionHarness(handler, turn: .shared)
        harness.holdsJobs = true
        harness.send(Self.get)
        try harness.run()
        try harness.run(after: 1000)
        #expect(!harness.isOver && harness.secondsLeft == nil)
        try harness.finishJob()
        #expect(try harness.replies().map(\.description) == ["200 content of a file"])
        #expect(harness.secondsLeft == 100)
    }

    // MARK: Giving way

    /// In favour of others only while nothing is under way.
    @Test func onlySilenceGivesWay() throws {
        let harness = ConnectionHarness()
        try harness.run()
        #expect(harness.connection.mayGiveWay == harness.now.advanced(bySeconds: 0.5))
        harness.send("GET / HT")
        try harness.run()
        #expect(harness.connection.mayGiveWay == nil)
        harness.send("TP/1.1\r\nHost: h\r\n\r\n")
        try harness.run(after: 1)
        #expect(harness.connection.mayGiveWay == harness.now.advanced(bySeconds: 0.5))
        harness.send(post("/", length: 1))
        try harness.run()
        #expect(harness.connection.mayGiveWay == nil, "content is awaited")
        harness.send("x" + "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nmore")
        try harness.run(after: 1)
        #expect(harness.connection.state == .lingering)
        #expect(harness.connection.mayGiveWay == harness.now.advanced(bySeconds: 0.5))
    }
}
