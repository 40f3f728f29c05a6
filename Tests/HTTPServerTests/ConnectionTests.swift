import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// Responses and how connections end.
@Suite struct ConnectionTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
    private static let last = "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"

    @Test func answersOneRequestAfterAnother() throws {
        let harness = ConnectionHarness()
        try harness.run()
        #expect(harness.connection.wantedReadiness == .readable)
        harness.send(Self.get)
        try harness.run()
        #expect(try harness.replies().map(\.description) == ["200 </a>"])
        harness.send("GET /b HTTP")
        try harness.run()
        #expect(try harness.replies().count == 1)
        harness.send("/1.1\r\nHost: h\r\n\r\n")
        try harness.run()
        #expect(try harness.replies().map(\.description) == ["200 </a>", "200 </b>"])
        #expect(
            harness.log.events == [
                "began", "received /a", "answering Handle Text", "ended /a 200 4",
                "received /b", "answering Handle Text", "ended /b 200 4",
            ])
    }

    @Test func closesAfterTheLastResponse() throws {
        let harness = ConnectionHarness()
        harness.send(Self.last)
        try harness.run()
        #expect(harness.isOver && harness.hasEndedInOrder)
        #expect(harness.log.events.suffix(2) == ["ended /a 200 4", "finished"])
        let replies = try harness.replies()
        #expect(replies.map(\.description) == ["200 </a>"] && replies[0].closes)
    }

    @Test func aClientMayStopSendingAndStillRead() throws {
        let harness = ConnectionHarness()
        harness.send(Self.get + Self.get)
        harness.finishSending()
        try harness.run()
        #expect(harness.isOver && harness.hasEndedInOrder)
        #expect(try harness.replies().map(\.description) == ["200 </a>", "200 </a>"])
    }

    @Test func aClientThatSendsNothingAndLeavesIsNoTrouble() throws {
        let harness = ConnectionHarness()
        try harness.run()
        harness.finishSending()
        try harness.run()
        #expect(harness.isOver)
        #expect(harness.log.events == ["began", "finished"])
    }

    /// A client that resets while its response is in the making, when nothing is read or written.
    @Test(arguments: [Turn.alone, .shared])
    func aClientThatResetsEndsASilentResponse(turn: Turn) throws {
        let reaper = ProcessReaper()
        let handler = ScriptedHandler()
        handler.onRequest = { _ in
            .response(ShellProcess.response("exec sleep 1000", reaper: reaper))
        }
        let harness = ConnectionHarness(handler, turn: turn)
        harness.send(Self.get)
        try harness.run()
        #expect(harness.connection.wantedReadiness == [])
        harness.reset()
        try harness.run()
        #expect(harness.isOver && harness.transport.endedByReset)
        #expect(harness.log.events.suffix(2) == ["ended /a 499 0 cut", "finished"])
        #expect(try ProcessEnds.settle(reaper))
    }

    /// Input that comes after the last response is discarded, so that no reset destroys it.
    @Test func lingersWhileTheClientSends() throws {
        let harness = ConnectionHarness()
        harness.send(Self.last + "more")
        try harness.run()
        #expect(try harness.replies().map(\.description) == ["200 </a>"])
        #expect(!harness.isOver && harness.hasEndedInOrder, "the client sees the end at once")
        #expect(harness.connection.wantedReadiness == .readable)
        #expect(harness.secondsLeft == 2)
        harness.send("even more")
        try harness.run(after: 1)
        #expect(harness.secondsLeft == 1, "what still comes does not prolong it")
        harness.finishSending()
        try harness.run()
        #expect(harness.isOver && !harness.transport.endedByReset)
    }

    @Test func lingeringEnds() throws {
        let harness = ConnectionHarness()
        harness.send(Self.last + "more")
        try harness.run()
        try harness.run(after: 1.999)
        #expect(!harness.isOver)
        try harness.run(after: 0.001)
        #expect(harness.isOver)

        let flooded = ConnectionHarness()
        flooded.send(Self.last + "more")
        try flooded.run()
        let piece = [UInt8](repeating: 0, count: 64 * 1024)
        for sent in 0...Connection.lingerLimit / piece.count {
            #expect(!flooded.isOver, "after \(sent) pieces")
            flooded.send(piece)
            try flooded.run()
        }
        #expect(flooded.isOver)
    }

    /// A head larger than allowed is refused with little more than the limit in memory.
    @Test func inputIsBounded() throws {
        let harness = ConnectionHarness()
        harness.send("GET / HTTP/1.1\r\nHost: h\r\nA: ")
        harness.send([UInt8](repeating: 65, count: 1 << 20))
        try harness.run()
        #expect(try harness.replies().map(\.description) == ["431 431"])
        #expect(harness.log.events.contains("ended - 431 3"))
    }

    @Test(arguments: [Turn.alone, .shared])
    func nothingIsReadWhileAResponseWaitsForItsClient(turn: Turn) throws {
        let handler = ScriptedHandler()
        handler.onRequest = { _ in
            .response(Response(.ok, text: String(repeating: "x", count: 4 << 20)))
        }
        let harness = ConnectionHarness(handler, turn: turn, capacity: 1 << 16)
        harness.send(Self.get)
        try harness.run()
        #expect(harness.connection.wantedReadiness == .writable)
        harness.send([UInt8](repeating: 0, count: 1 << 20))
        try harness.run()
        #expect(harness.connection.wantedReadiness == .writable)
        #expect(harness.transport.unreceivedBytes == 1 << 20)
    }
}
