import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// Content that is made while it is sent.
@Suite struct ContentProducerTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    /// Makes `steps` pieces of `size` bytes, then ends as it was asked to.
    private final class Pieces: ContentProducer, @unchecked Sendable {
        private(set) var made = 0
        let steps: Int
        let size: Int
        let end: Progress

        init(steps: Int, size: Int, end: Progress = .finished, beginning: [UInt8] = []) {
            self.steps = steps
            self.size = size
            self.end = end
            super.init(beginning: beginning)
        }

        override func produce(until deadline: Instant, mayBlock: Bool) -> Progress {
            if made == steps { return end }
            made += 1
            content += [UInt8](repeating: UInt8(ascii: "x"), count: size)
            return .more
        }
    }

    private func answering(with producer: ContentProducer) -> ScriptedHandler {
        let handler = ScriptedHandler()
        handler.onRequest = { _ in .response(Response(.ok, content: .producer(producer))) }
        return handler
    }

    @Test(arguments: [Turn.alone, .shared]) func arrivesWhole(turn: Turn) throws {
        let producer = Pieces(steps: 40, size: 10_000, beginning: Array("start".utf8))
        let harness = ConnectionHarness(answering(with: producer), turn: turn, capacity: 25_000)
        harness.send(Self.get)
        try harness.run()
        let replies = try harness.replies()
        #expect(replies.map(\.content) == ["start" + String(repeating: "x", count: 400_000)])
        #expect(replies[0].isWhole && replies[0].field("Transfer-Encoding") == "chunked")
        #expect(harness.log.records.map(\.summary) == ["/a 200 400005"])
        #expect(harness.connection.isIdle)
    }

    /// HTTP/1.0 has no chunks: the content ends with the connection.
    @Test(arguments: [Turn.alone, .shared]) func arrivesWholeInHTTP10(turn: Turn) throws {
        let producer = Pieces(steps: 3, size: 10)
        let harness = ConnectionHarness(answering(with: producer), turn: turn)
        harness.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        try harness.run()
        #expect(harness.isOver && harness.hasEndedInOrder)
        let replies = try harness.replies()
        #expect(replies.map(\.description) == ["200 " + String(repeating: "x", count: 30)])
        #expect(replies[0].closes && replies[0].field("Transfer-Encoding") == nil)
    }

    /// A producer that makes nothing in a step is asked again.
    @Test(arguments: [Turn.alone, .shared]) func emptySteps(turn: Turn) throws {
        let harness = ConnectionHarness(
            answering(with: Pieces(steps: 100, size: 0)), turn: turn)
        harness.send(Self.get)
        try harness.run()
        #expect(try harness.replies().map(\.description) == ["200 "])
    }

    /// A client that takes nothing makes the server make no more than a bounded part.
    @Test(arguments: [Turn.alone, .shared]) func waitsForTheClient(turn: Turn) throws {
        let producer = Pieces(steps: 1_000_000, size: 10_000)
        let harness = ConnectionHarness(answering(with: producer), turn: turn, capacity: 100)
        harness.send(Self.get)
        try harness.run()
        #expect(producer.made <= 1 + OutputQueue.sourceHighWater / 10_000)
    }

    /// Where others wait, a turn makes one piece.
    @Test func oneTurnOnePiece() throws {
        let producer = Pieces(steps: 1000, size: 1)
        let harness = ConnectionHarness(answering(with: producer), turn: .shared)
        harness.send(Self.get)
        harness.service.heads.refresh()
        harness.connection.receiveAhead(now: harness.now)
        for turn in 1...10 {
            #expect(harness.connection.step(now: harness.now))
            #expect(producer.made == turn && harness.connection.isUnfinished)
        }
    }

    /// A response that cannot be completed does not end like one that was.
    @Test(arguments: [Turn.alone, .shared]) func failureIsSeen(turn: Turn) throws {
        let producer = Pieces(steps: 1, size: 10, end: .failed)
        let harness = ConnectionHarness(answering(with: producer), turn: turn)
        harness.send(Self.get)
        try harness.run()
        #expect(harness.isOver && harness.transport.endedByReset)
        #expect(try harness.replies().map(\.description) == ["200 xxxxxxxxxx cut"])
        #expect(harness.log.records.map(\.summary) == ["/a 200 10 cut"])
    }

    /// The producer ends with its connection, also while a job uses it.
    @Test func endsWithItsConnection() throws {
        final class Blocked: ContentProducer, @unchecked Sendable {
            override func produce(until deadline: Instant, mayBlock: Bool) -> Progress {
                mayBlock ? .more : .blocking
            }
        }
        weak var producer: Blocked?
        let handler = ScriptedHandler()
        handler.onRequest = { _ in
            let made = Blocked()
            producer = made
            return .response(Response(.ok, content: .producer(made)))
        }
        let harness = ConnectionHarness(handler, turn: .shared)
        harness.holdsJobs = true
        harness.send(Self.get)
        try harness.run()
        #expect(producer != nil && harness.job != nil)
        harness.reset()
        try harness.run()
        #expect(harness.isOver && producer != nil, "the job has it")
        harness.job?.run()
        harness.job = nil
        #expect(producer == nil)
    }
}
