import SystemCalls
import Testing

@testable import ThorCore

/// Every way in which a peer can fail a request, and the class in which it is counted.
@Suite(.timeLimit(.minutes(1))) struct LoadEngineFailureTests {
    struct Misdeed: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var failure: FailureClass
        var script: @Sendable (Conversation) -> Void
    }

    private static let head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"

    static let misdeeds: [Misdeed] = [
        Misdeed(
            testDescription: "closes without a response",
            failure: FailureClass(.receive, .closedEarly)
        ) { $0.requests() },
        Misdeed(
            testDescription: "ends the stream without a response",
            failure: FailureClass(.receive, .closedEarly)
        ) {
            $0.requests()
            $0.finishSending()
            $0.waitForEnd()
        },
        Misdeed(
            testDescription: "closes within the head", failure: FailureClass(.receive, .truncated)
        ) {
            $0.requests()
            $0.send("HTTP/1.1 200 OK\r\nContent-")
        },
        Misdeed(
            testDescription: "closes after the head", failure: FailureClass(.receive, .truncated)
        ) {
            $0.requests()
            $0.send(head)
        },
        Misdeed(
            testDescription: "sends one octet too few", failure: FailureClass(.receive, .truncated)
        ) {
            $0.requests()
            $0.send(head + String(repeating: "x", count: 99))
        },
        Misdeed(
            testDescription: "sends 20,000 octets of 100,000",
            failure: FailureClass(.receive, .truncated)
        ) {
            $0.requests()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            $0.send(String(repeating: "x", count: 20_000))
        },
        Misdeed(
            testDescription: "sends chunks without a last one",
            failure: FailureClass(.receive, .truncated)
        ) {
            $0.requests()
            $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        },
        Misdeed(testDescription: "resets at once", failure: FailureClass(.receive, .reset)) {
            $0.requests()
            $0.reset()
        },
        Misdeed(
            testDescription: "resets within the content", failure: FailureClass(.receive, .reset)
        ) {
            $0.requests()
            $0.send(head + "some")
            $0.reset()
        },
        Misdeed(testDescription: "sends garbage", failure: FailureClass(.receive, .malformed)) {
            $0.requests()
            $0.send("\u{1}\u{2} what?\r\n\r\n")
            $0.waitForEnd()
        },
        Misdeed(
            testDescription: "announces two lengths", failure: FailureClass(.receive, .malformed)
        ) {
            $0.requests()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!")
            $0.waitForEnd()
        },
        Misdeed(
            testDescription: "sends interim responses without end",
            failure: FailureClass(.receive, .malformed)
        ) {
            $0.requests()
            while $0.send("HTTP/1.1 100 Continue\r\n\r\n") {}
        },
        Misdeed(testDescription: "never answers", failure: FailureClass(.receive, .timedOut)) {
            $0.requests()
            $0.waitForEnd()
        },
        Misdeed(
            testDescription: "stops within the content",
            failure: FailureClass(.receive, .timedOut)
        ) {
            $0.requests()
            $0.send(head + "some")
            $0.waitForEnd()
        },
    ]

    @Test(arguments: misdeeds, [1, 3])
    func everyRequestIsCountedInItsClass(_ misdeed: Misdeed, _ connections: Int) throws {
        let isTimeout = misdeed.failure.cause == .timedOut
        let run = try EngineRun(against: misdeed.script) {
            $0.run.connections = connections
            $0.run.requests = 4
            if isTimeout { $0.run.timeout = 50_000_000 }
        }
        #expect(run.tally.sent == 4)
        #expect(run.tally.failureClasses.map(\.failure) == [misdeed.failure])
        #expect(run.tally[misdeed.failure] == 4)
        #expect(run.tally.isBalanced)
        #expect(run.tally.connections == 4 && run.accepted == 4)
        // What timed out waited at least as long as its timeout; other failures have no latency.
        #expect(run.latencies.censored.count == (isTimeout ? 4 : 0))
        #expect(run.latencies.censored.smallest >= (isTimeout ? 50_000_000 : 0))
        #expect(run.latencies.censored == run.latencies.censoredService)
        #expect(run.latencies.service.count == 0)
        #expect(run.tally.lostTime > 0)
    }

    /// A pipeline's oldest request is failed by what happened, those behind it by the closing,
    /// except that all of them have timed out.
    @Test(arguments: misdeeds) func aPipelineFailsAsAWhole(_ misdeed: Misdeed) throws {
        let isTimeout = misdeed.failure.cause == .timedOut
        let run = try EngineRun(against: misdeed.script) {
            $0.run.pipeline = 3
            $0.run.requests = 3
            if isTimeout { $0.run.timeout = 50_000_000 }
        }
        let behind = isTimeout ? misdeed.failure : FailureClass(.receive, .closedEarly)
        var expected = [UInt64](repeating: 0, count: FailureClass.total)
        expected[misdeed.failure.position] += 1
        expected[behind.position] += 2
        #expect(run.tally.failures == expected)
        #expect(run.tally.isBalanced)
    }

    /// Octets behind a response are never taken for the next one.
    @Test func surplusOctetsEndTheConnection() throws {
        let run = try EngineRun { peer in
            if peer.requests() { peer.send(LoadEngineTests.response + "HTTP/1.1 200 OK\r\n") }
            peer.waitForEnd()
        } _: {
            $0.run.requests = 3
        }
        #expect(run.tally.good == 3)
        #expect(run.tally.unsolicited == 3 && run.tally.connections == 3)
        #expect(run.tally.isBalanced)
    }

    /// A connection that the peer closes between two requests is opened again, and no request fails
    /// for it.
    @Test func closingBetweenRequestsFailsNothing() throws {
        let run = try EngineRun(
            against: { peer in
                if peer.requests() { peer.sendLast(LoadEngineTests.response) }
                peer.waitForEnd()
            }, ahead: -1_000_000_000
        ) {
            // An open loop sends the next request only after it has handled the event, which
            // reports both the response and the end.
            $0.run.rate = Rate(perSecond: 1000)
            $0.run.requests = 3
        }
        #expect(run.tally.good == 3 && run.tally.connections == 3)
        #expect(run.tally.failed == 0)
    }

    // MARK: Connecting

    @Test func refusedConnectsAreCounted() throws {
        let deaf = try LocalSockets.deaf()
        let run = try EngineRun(against: [.internet(try deaf.localAddress())]) {
            $0.run.connections = 2
            $0.run.requests = 4
        }
        #expect(run.tally[FailureClass(.connect, .refused)] == 4)
        #expect(run.tally.isBalanced && run.tally.connections == 0)
        #expect(run.latencies.connect.count == 0)
    }

    @Test func missingUnixSocketsAreUnreachable() throws {
        let run = try EngineRun(against: [.local("/nonexistent/socket")]) { $0.run.requests = 2 }
        #expect(run.tally[FailureClass(.connect, .unreachable)] == 2)
    }

    /// One peer that refuses costs no request while another one answers, and is not asked again.
    @Test func triesTheNextPeerAndStaysWithIt() throws {
        let deaf = try LocalSockets.deaf()
        let refusing = Peer.internet(try deaf.localAddress())
        let run = try EngineRun(against: LoadEngineTests.answering()) {
            $0.peers.insert(refusing, at: 0)
            $0.run.keepsAlive = false
            $0.run.requests = 4
        }
        #expect(run.tally.good == 4 && run.tally.failed == 0)
        #expect(run.tally.connections == 4 && run.accepted == 4)
    }

    /// A server that is down is not hammered with connects: from the second failure in a row on
    /// the delay doubles from 1 ms.
    @Test func backsOffFromAPeerThatRefuses() throws {
        let deaf = try LocalSockets.deaf()
        let run = try EngineRun(against: [.internet(try deaf.localAddress())]) {
            $0.run.requests = 6
        }
        #expect(run.tally[FailureClass(.connect, .refused)] == 6)
        // Between the six: none, then 1, 2, 4 and 8 ms.
        #expect(run.result.window >= 15_000_000)
        #expect(run.tally.lostTime >= 15_000_000)
    }
}
