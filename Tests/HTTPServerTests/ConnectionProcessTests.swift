import Glibc
import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// Processes as the source of responses and the sink of requests' content.
@Suite(.serialized) struct ConnectionProcessTests {
    private let reaper = ProcessReaper()

    /// A connection whose requests are answered by a command.
    private func harness(
        _ command: String, turn: Turn = .alone, capacity: Int = 1 << 20
    ) -> ConnectionHarness {
        let handler = ScriptedHandler()
        let reaper = reaper
        handler.onRequest = { _ in .response(ShellProcess.response(command, reaper: reaper)) }
        return ConnectionHarness(handler, turn: turn, capacity: capacity)
    }

    private func post(_ content: String) -> String {
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(content.utf8.count)\r\n\r\n" + content
    }

    /// Ends the connection and sees that nothing is left of its process.
    private func end(_ harness: ConnectionHarness) throws {
        harness.connection.abort()
        #expect(try ProcessEnds.settle(reaper))
    }

    @Test(arguments: [Turn.alone, .shared]) func outputReachesTheClient(turn: Turn) throws {
        let harness = harness("echo; exec tr a-z A-Z", turn: turn)
        harness.send(post("hello"))
        try harness.run { harness.log.records.count == 1 }
        #expect(try harness.replies().map(\.description) == ["200 HELLO"])
        #expect(harness.connection.wantedReadiness == .readable)
        harness.send(post("again"))
        try harness.run { harness.log.records.count == 2 }
        #expect(try harness.replies().map(\.description) == ["200 HELLO", "200 AGAIN"])
        #expect(harness.log.records.map(\.summary) == ["/ 200 5", "/ 200 5"])
        try end(harness)
    }

    // MARK: The request's content

    /// More than all buffers between take, to a process that begins to read late and answers at the
    /// end: reading from the client has to stop and to go on.
    @Test(arguments: [Turn.alone, .shared]) func aLateReaderGetsEverything(turn: Turn) throws {
        let harness = harness("kill -STOP $$; n=`wc -c`; echo; echo $n", turn: turn)
        harness.send(post(String(repeating: "A", count: 1_000_000)))
        try harness.run()
        #expect(harness.transport.unreceivedBytes > 500_000)
        try ShellProcess.continueAfterStop(#require(harness.connection.process?.process))
        try harness.run { harness.log.records.count == 1 }
        #expect(try harness.replies().map(\.description) == ["200 1000000\n"])
        try end(harness)
    }

    @Test func aProcessThatReadsNothingStopsTheClient() throws {
        let harness = harness("exec sleep 1000")
        harness.send(post(String(repeating: "A", count: 10 << 20)))
        try harness.run()
        #expect(harness.transport.unreceivedBytes > 9 << 20)
        #expect(harness.connection.wantedReadiness == [])
        #expect(harness.secondsLeft == 50)
        try harness.run(after: 50)
        #expect(try harness.replies().map(\.description) == ["504 504"])
        try end(harness)
    }

    @Test(arguments: [100_000, 500_000])
    func contentForAProcessThatHasClosedItsInputIsDropped(count: Int) throws {
        let harness = harness("exec 0<&-; kill -STOP $$; echo; echo done")
        harness.send(post(String(repeating: "A", count: count)))
        try harness.run()
        try ShellProcess.continueAfterStop(#require(harness.connection.process?.process))
        try harness.run { harness.log.records.count == 1 }
        let replies = try harness.replies()
        #expect(replies.map(\.description) == ["200 done\n"])
        // More than is discarded to keep the connection.
        #expect(harness.connection.state == (count > 256 * 1024 ? .lingering : .open))
        try end(harness)
    }

    /// A client that waits for a 100 gets it once the process that takes its content runs.
    @Test(arguments: [Turn.alone, .shared]) func contentIsAskedFor(turn: Turn) throws {
        let harness = harness("echo; exec cat", turn: turn)
        harness.send(
            "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        try harness.run { try harness.replies().first?.status == 100 }
        harness.send("abc")
        try harness.run { harness.log.records.count == 1 }
        #expect(try harness.replies().map(\.description) == ["100 ", "200 abc"])
        #expect(harness.log.records.map(\.bytes) == [3])
        try end(harness)
    }

    @Test func malformedContentEndsTheProcess() throws {
        let harness = harness("exec cat > /dev/null 1>&1")
        harness.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd")
        try harness.run()
        #expect(try harness.replies().map(\.description) == ["400 400"])
        #expect(harness.connection.process == nil)
        try end(harness)
    }

    // MARK: The response

    /// What a process writes, for a request, and what the client gets. `~` stands for a line break.
    static let responses: [(request: String, output: String, reply: String)] = [
        ("GET 1.1", "~content", "200 content, chunked"),
        ("GET 1.1", "404~A~~gone", "404 gone, chunked"),
        ("GET 1.1", "length 4~~four", "200 four, length 4"),
        ("GET 1.1", "length 4~~fourteen", "200 four, length 4"),
        ("GET 1.1", "length 9~~four", "200 four cut, length 9"),
        ("GET 1.1", "204~~ignored", "204 , -"),
        ("GET 1.1", "304~~ignored", "304 , -"),
        ("GET 1.1", "~", "200 , chunked"),
        ("GET 1.1", "", "500 500, length 3"),
        ("GET 1.1", "A~B", "500 500, length 3"),
        ("GET 1.1", "not a name~~x", "500 500, length 3"),
        ("GET 1.0", "~content", "200 content, close"),
        ("GET 1.0", "length 4~~four", "200 four, length 4"),
        ("HEAD 1.1", "~content", "200 , -"),
        ("HEAD 1.1", "length 4~~four", "200 , -"),
    ]

    @Test(arguments: responses) func framing(request: String, output: String, reply: String) throws
    {
        for turn in [Turn.alone, .shared] {
            let printed = output.replacing("~", with: "\\n")
            let harness = harness("printf '\(printed)'", turn: turn)
            let isHead = request.hasPrefix("HEAD")
            let (method, version) = (isHead ? "HEAD" : "GET", request.suffix(3))
            harness.send("\(method) / HTTP/\(version)\r\nHost: h\r\nConnection: keep-alive\r\n\r\n")
            try harness.run { harness.log.records.count == 1 }
            let replies = try harness.replies(to: [isHead ? .head : .get])
            #expect(replies.map(described) == [reply])
            let isWhole = replies.first?.isWhole == true
            #expect(harness.log.records.map(\.isComplete) == [isWhole])
            #expect(harness.transport.endedByReset == !isWhole)
            try end(harness)
        }
    }

    private func described(_ reply: Reply) -> String {
        let length = reply.field("Content-Length").map { "length \($0)" }
        let coding = reply.field("Transfer-Encoding")
        let framing = length ?? coding ?? (reply.closes ? "close" : "-")
        return "\(reply), \(framing)"
    }

    /// A process that writes faster than its client reads has to wait: memory is bounded.
    @Test(arguments: [Turn.alone, .shared]) func endlessOutputIsHeldBack(turn: Turn) throws {
        let harness = harness("echo; exec yes", turn: turn, capacity: 10_000)
        harness.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        try harness.run { !harness.connection.wantedOfProcess.contains(.readable) }
        #expect(harness.connection.wantedReadiness == .writable)
        let unsent = harness.connection.output.unsent
        #expect(unsent < 2 * OutputQueue.sourceHighWater)
        try harness.take(20_000)
        #expect(String(decoding: harness.received, as: UTF8.self).contains("y\ny\n"))
        harness.reset()
        try harness.run()
        #expect(harness.isOver && harness.log.events.last == "finished")
        try end(harness)
    }

    /// Nobody waits for the end of output that the response has no place for.
    @Test(arguments: ["echo; exec yes", "echo 204; echo; exec yes"])
    func endlessOutputThatIsNotSentEnds(command: String) throws {
        let harness = harness(command)
        harness.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n")
        try harness.run { harness.log.records.count == 1 }
        #expect(harness.connection.isIdle && harness.log.records[0].isComplete)
        try end(harness)
    }

    // MARK: The end of the process

    /// What a process leaves running may hold its output open: the response ends with the process,
    /// and what it left is not ended.
    @Test(arguments: [Turn.alone, .shared])
    func theResponseEndsWithTheProcess(turn: Turn) throws {
        let harness = harness("echo; sleep 1000 & echo -n $!", turn: turn)
        harness.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        try harness.run { harness.log.records.count == 1 }
        #expect(try ProcessEnds.settle(reaper))
        let left = try #require(Int32(try harness.replies()[0].content))
        #expect(kill(left, SIGKILL) == 0, "it is still there")
        try end(harness)
    }

    /// An event that is not about the process that runs now does not end its response.
    @Test(arguments: [Turn.alone, .shared]) func aStaleEndIsNotBelieved(turn: Turn) throws {
        let harness = harness("read line; echo; echo $line", turn: turn)
        harness.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n")
        try harness.run()
        harness.connection.becameReady(.processEnd, .readable)
        try harness.run()
        harness.send("line\n")
        try harness.run { harness.log.records.count == 1 }
        #expect(try harness.replies().map(\.description) == ["200 line\n"])
        try end(harness)
    }

    /// While a client does not take what a process has written before it ended, nothing is waited
    /// for that is ready for ever: a scheduler would spin.
    @Test func theEndIsReportedOnce() throws {
        let harness = harness("echo; printf %100000s x", capacity: 10)
        harness.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        try harness.run { harness.connection.exchanges.last?.link?.hasEnded == true }
        let process = try #require(harness.connection.process)
        #expect(process.end == nil)
        #expect(harness.connection.wantedOfProcess == [])
        #expect(try harness.text.hasSuffix("0\r\n\r\n"))
        try end(harness)
    }
}
