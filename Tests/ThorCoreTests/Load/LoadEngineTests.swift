import SystemCalls
import Testing

@testable import ThorCore

/// What an engine counts while its peer answers: requests, responses, octets, connections.
@Suite(.timeLimit(.minutes(1))) struct LoadEngineTests {
    static let response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    /// Answers each request with `response` until the client closes.
    static func answering(
        _ response: String = response
    ) -> @Sendable (Conversation) -> Void {
        { peer in
            while peer.requests(), peer.send(response) {}
        }
    }

    @Test func countsEachRequestAndOctet() throws {
        let run = try EngineRun(against: Self.answering()) { $0.run.requests = 8 }
        var expected = Tally()
        (expected.offered, expected.sent, expected.completed, expected.good) = (8, 8, 8, 8)
        expected.statuses[200] = 8
        expected.recognised = 7
        expected.connections = 1
        expected.bytesSent = UInt64(8 * EngineRun.request.count)
        expected.bytesReceived = UInt64(8 * Self.response.utf8.count)
        expected.connectionTime = run.result.window
        #expect(run.tally == expected)
        #expect(run.accepted == 1)
        #expect(run.latencies.service.count == 8 && run.latencies.response.count == 8)
        #expect(run.latencies.connect.count == 1)
        #expect(run.latencies.lag.count == 0 && run.latencies.censored.count == 0)
        #expect(run.latencies.turn.count > 0)
        #expect(run.result.elapsed >= run.latencies.service.sum)
    }

    @Test(arguments: [1, 2, 5]) func keepsAsManyInFlightAsThePipelineHolds(_ depth: Int) throws {
        // Nothing is answered before all of them are there; then all are, at once.
        let run = try EngineRun { peer in
            for _ in 0..<3 where peer.requests(depth) {
                peer.send(String(repeating: Self.response, count: depth))
            }
            peer.waitForEnd()
        } _: {
            $0.run.pipeline = depth
            $0.run.requests = UInt64(3 * depth)
        }
        #expect(run.tally.good == UInt64(3 * depth))
        #expect(run.tally.isBalanced)
    }

    /// No connection waits for another one: the first is answered last.
    @Test func connectionsAreIndependent() throws {
        let others = Semaphore()
        let run = try EngineRun { peer in
            while peer.requests() {
                if peer.number == 0 { _ = others.wait(until: .now.advanced(bySeconds: 10)) }
                peer.send(Self.response)
                if peer.number > 0 { others.post() }
            }
        } _: {
            $0.run.connections = 3
            $0.run.requests = 3
        }
        #expect(run.tally.good == 3 && run.tally.connections == 3)
    }

    @Test func closesEachConnectionWhereAskedTo() throws {
        let run = try EngineRun(against: Self.answering()) {
            $0.run.keepsAlive = false
            $0.run.requests = 5
        }
        #expect(run.tally.good == 5)
        #expect(run.tally.connections == 5 && run.accepted == 5)
        #expect(run.latencies.connect.count == 5)
    }

    /// The peer's wish to close is followed; what was pipelined behind it is lost.
    @Test func obeysConnectionClose() throws {
        let closing = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
        let run = try EngineRun { peer in
            if peer.requests(2) { peer.send(closing) }
            peer.waitForEnd()
        } _: {
            $0.run.pipeline = 2
            $0.run.requests = 4
        }
        #expect(run.tally.good == 2 && run.tally.connections == 2)
        #expect(run.tally[FailureClass(.receive, .closedEarly)] == 2)
        #expect(run.tally.isBalanced)
    }

    // MARK: What a response may be

    struct Form: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var response: String
        var recognised: UInt64 = 0
        var status = 200
        /// Whether the peer has to close to end the response.
        var closes = false
    }

    static let forms: [Form] = [
        Form(testDescription: "with a length", response: response, recognised: 2),
        Form(
            testDescription: "without content", response: "HTTP/1.1 204 No Content\r\n\r\n",
            recognised: 2, status: 204),
        Form(
            testDescription: "chunked",
            response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n0\r\nX-Trailer: x\r\n\r\n"),
        Form(
            testDescription: "after interim responses",
            response: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + response),
        Form(
            testDescription: "ended by closing", response: "HTTP/1.0 200 OK\r\n\r\nall of it",
            closes: true),
    ]

    @Test(arguments: forms) func readsEveryForm(_ form: Form) throws {
        for isInPieces in [false, true] {
            let run = try EngineRun { peer in
                while peer.requests() {
                    if isInPieces {
                        for octet in form.response.utf8 { peer.send([octet]) }
                    } else {
                        peer.send(form.response)
                    }
                    if form.closes { return }
                }
            } _: {
                $0.run.requests = 3
            }
            #expect(run.tally.good == 3 && run.tally.statuses[form.status] == 3)
            #expect(run.tally.bytesReceived == UInt64(3 * form.response.utf8.count))
            // In pieces a head may arrive whole all the same.
            #expect(isInPieces || run.tally.recognised == form.recognised)
            #expect(run.tally.connections == (form.closes ? 3 : 1))
        }
    }

    /// Content that is discarded in the kernel ends where it ends, also where the next response
    /// follows at once, and on Unix sockets, whose content is received.
    @Test(arguments: [15_000, 16 * 1024, 300_000, 1_000_001])
    func receivesLargeContentToItsEnd(_ size: Int) throws {
        let response =
            Array("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n".utf8)
            + [UInt8](repeating: 120, count: size)
        let directory = try TemporaryDirectory()
        for (depth, path) in [(1, nil), (3, nil), (1, "one"), (3, "three")] {
            let run = try EngineRun(
                against: { peer in
                    while peer.requests(depth) {
                        for _ in 0..<depth { peer.send(response) }
                    }
                }, path: path.map { "\(directory.path)/\($0)" }
            ) {
                $0.run.pipeline = depth
                $0.run.requests = 6
            }
            #expect(run.tally.good == 6 && run.tally.connections == 1)
            #expect(run.tally.bytesReceived == UInt64(6 * response.count))
        }
    }

    // MARK: What a good response is

    @Test func countsUnexpectedStatuses() throws {
        let run = try EngineRun { peer in
            var count = 0
            while peer.requests() {
                count += 1
                peer.send("HTTP/1.1 \(count % 2 == 0 ? 500 : 404) X\r\nContent-Length: 0\r\n\r\n")
            }
        } _: {
            $0.run.requests = 4
            $0.check.statuses[404] = true
        }
        #expect(run.tally.completed == 4 && run.tally.good == 2)
        #expect(run.tally.unexpectedStatus == 2 && run.tally.unexpectedBody == 0)
        #expect(run.tally.statuses[404] == 2 && run.tally.statuses[500] == 2)
    }

    @Test func checksEveryBody() throws {
        let bodies = ["expected", "no", "pected", "the expected one"]
        let run = try EngineRun { peer in
            for body in bodies where peer.requests() {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
            peer.waitForEnd()
        } _: {
            $0.run.requests = 4
            $0.check.body = .contains(Array("expected".utf8))
        }
        #expect(run.tally.completed == 4 && run.tally.good == 2)
        #expect(run.tally.unexpectedBody == 2)
        // A body that is checked cannot be skipped.
        #expect(run.tally.recognised == 0)
    }

    @Test func reportsWhatTheRunMeasured() throws {
        let run = try EngineRun(against: Self.answering()) {
            $0.run.requests = 6
            $0.reporting = .everything
        }
        var sum = SecondReport(number: 0, length: 0)
        for second in run.seconds { sum.add(second) }
        #expect(sum.sent == 6 && sum.completed == 6 && sum.good == 6 && sum.failed == 0)
        #expect(sum.bytesReceived == run.tally.bytesReceived)
        #expect(sum.response == run.latencies.response && sum.service == run.latencies.service)
    }
}
