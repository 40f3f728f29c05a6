import SystemCalls
import Testing

@testable import ThorCore

/// What may happen to a connection before its first request. Which event reports it depends on the
/// network's timing; the tests set the state in which an engine gets that event.
@Suite(.timeLimit(.minutes(1))) struct LoadEngineConnectingTests {
    /// A peer may answer and close as soon as it is connected, and one event report all three.
    @Test func theEventOfConnectingMayReportTheEnd() throws {
        let answered = Semaphore()
        let run = try EngineRun { peer in
            peer.sendLast("HTTP/1.0 503 Busy\r\n\r\nall of it")
            answered.post()
            peer.waitForEnd()
        } _: {
            $0.run.timeout = 2_000_000_000
        } prepare: { engine in
            engine.open(0)
            #expect(answered.wait(until: .now.advanced(bySeconds: 10)))
            engine.connections[0].state = .connecting
        }
        #expect(run.tally.completed == 1 && run.tally.statuses[503] == 1)
        #expect(run.tally.failed == 0)
    }

    /// While some connections are still being opened, others may end, or receive octets that belong
    /// to no request. No second event reports either.
    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"])
    func eventsWhileOthersConnectAreNotLost(_ greeting: String) throws {
        let greeted = Semaphore()
        let run = try EngineRun { peer in
            if peer.number == 0 {
                if greeting.isEmpty { peer.finishSending() } else { peer.send(greeting) }
                greeted.post()
                peer.waitForEnd()
            }
            while peer.requests(), peer.send(LoadEngineTests.response) {}
        } _: {
            $0.run.connections = 2
            $0.run.requests = 2
        } prepare: { engine in
            engine.open(0)
            #expect(greeted.wait(until: .now.advanced(bySeconds: 10)))
            engine.open(1)
            engine.connections[1].state = .connecting
            try engine.waitForConnections(until: .max)
            #expect(engine.connections.map(\.state) == [.closed, .open])
        }
        #expect(run.tally.good == 2 && run.tally.failed == 0)
        #expect(run.tally.unsolicited == (greeting.isEmpty ? 0 : 1))
    }

    /// What has come before the start is no answer to the first request.
    @Test func octetsBeforeTheStartAreNoResponse() throws {
        let greeted = Semaphore()
        let run = try EngineRun { peer in
            if peer.number == 0 {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                greeted.post()
                peer.waitForEnd()
            }
            while peer.requests(), peer.send(LoadEngineTests.response) {}
        } prepare: { engine in
            engine.open(0)
            #expect(greeted.wait(until: .now.advanced(bySeconds: 10)))
        }
        #expect(run.tally.good == 1 && run.tally.unsolicited == 1)
        #expect(run.tally.bytesReceived > UInt64(LoadEngineTests.response.utf8.count))
        #expect(run.tally.connections == 2)
    }
}
