import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// Two clocks: one for those who make and take a response, one for the client that sends content.
@Suite(.serialized) struct ProcessDeadlinesTests {
    private let reaper = ProcessReaper()

    /// A connection whose requests are answered by a command.
    private func harness(_ command: String, capacity: Int = 1 << 20) -> ConnectionHarness {
        let handler = ScriptedHandler()
        let reaper = reaper
        handler.onRequest = { _ in .response(ShellProcess.response(command, reaper: reaper)) }
        return ConnectionHarness(handler, capacity: capacity)
    }

    private func post(length: Int) -> String {
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(length)\r\n\r\n"
    }

    private func end(_ harness: ConnectionHarness) throws {
        harness.connection.abort()
        #expect(try ProcessEnds.settle(reaper))
    }

    /// A response begins with a clock of its own, however long the client was idle before.
    @Test func aProcessIsNotChargedForTheTimeBeforeIt() throws {
        let handler = ScriptedHandler()
        let (echo, reaper) = (handler.onRequest, reaper)
        handler.onRequest = { request in
            guard request.target == "/script" else { return echo(request) }
            return .response(ShellProcess.response("exec sleep 1000", reaper: reaper))
        }
        let harness = ConnectionHarness(handler)
        harness.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        try harness.run()
        try harness.run(after: 90)
        harness.send("GET /script HTTP/1.1\r\nHost: h\r\n\r\n")
        try harness.run()
        #expect(harness.secondsLeft == 50)
        try harness.run(after: 50)
        #expect(harness.isOver)
        let replies = try harness.replies()
        #expect(replies.map(\.description) == ["200 </>", "504 504"] && replies[1].closes)
        try end(harness)
    }

    /// A process that goes on writing does not excuse a client that takes nothing.
    @Test func aBusyProcessDoesNotExcuseItsClient() throws {
        let harness = harness("echo; while :; do echo x; sleep 0.01; done", capacity: 50)
        harness.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        try harness.run { harness.connection.output.unsent > 0 }
        let before = harness.connection.output.unsent
        try harness.run(after: 20)
        try harness.run { harness.connection.output.unsent > before }
        #expect(harness.secondsLeft == 20)
        try harness.run(after: 20)
        #expect(harness.isOver && harness.transport.endedByReset)
        try end(harness)
    }

    /// Whose turn it is when a process has read all that there is: the client's, and the process's
    /// once the content is complete.
    @Test func aStarvedProcessIsNotToBlame() throws {
        let harness = harness("echo; exec cat")
        harness.send(post(length: 5) + "some")
        try harness.run { try harness.text.contains("some") }
        #expect(harness.secondsLeft == 30, "the client's turn")
        try harness.run(after: 10)
        #expect(harness.secondsLeft == 20)
        harness.send("!")
        try harness.run { harness.log.records.count == 1 }
        #expect(harness.secondsLeft == 100)
        try end(harness)
    }

    /// Content at a rate below the least one is cut off, also when the process writes meanwhile and
    /// the client takes all of it.
    @Test(arguments: [5, 20]) func tricklingContentIsCutOff(rate: Int) throws {
        let harness = harness("echo; while :; do echo x; sleep 0.005; done")
        harness.send(post(length: 100_000))
        try harness.run()
        var seconds = 0
        while !harness.isOver, seconds < 100 {
            harness.send([UInt8](repeating: 65, count: rate))
            let before = harness.received.count
            try harness.run { try harness.take() > 0 || harness.received.count > before }
            try harness.run(after: 1)
            seconds += 1
        }
        #expect(30...32 ~= seconds)
        #expect(harness.transport.endedByReset, "a part of a response must not pass for a whole")
        #expect(harness.log.records.map(\.status) == [200])
        #expect(harness.log.records.map(\.isComplete) == [false])
        try end(harness)
    }

    /// The same before the process has begun to respond: the client gets a 408.
    @Test func tricklingContentIsRefused() throws {
        let harness = harness("cat > /dev/null; exec sleep 1000")
        harness.send(post(length: 100_000))
        try harness.run()
        for _ in 0..<29 {
            harness.send("0123456789")
            try harness.run(after: 1)
        }
        #expect(try harness.text == "")
        try harness.run(after: 2)
        #expect(try harness.replies().map(\.description) == ["408 408"])
        #expect(harness.connection.state == .lingering)
        try end(harness)
    }

    /// What a process writes does not renew the time of the client that sends.
    @Test func outputDoesNotRenewTheSendersDeadline() throws {
        let harness = harness("echo; while :; do echo x; sleep 0.005; done")
        harness.send(post(length: 100_000))
        try harness.run { try harness.take() > 0 }
        try harness.run(after: 20)
        #expect(harness.secondsLeft == 10)
        let before = harness.received.count
        try harness.run { try harness.take() > 0 || harness.received.count > before }
        #expect(harness.secondsLeft == 10)
        try end(harness)
    }

    /// A client that could not send because the process did not read has all its time again.
    @Test func aProcessThatWasBehindRenewsTheSendersDeadline() throws {
        let harness = harness("kill -STOP $$; cat > /dev/null; exec sleep 1000")
        harness.send(post(length: 1 << 20))
        harness.send([UInt8](repeating: 65, count: 500_000))
        try harness.run()
        #expect(harness.transport.unreceivedBytes > 0, "the process is behind")
        #expect(!harness.connection.wantedReadiness.contains(.readable))
        try harness.run(after: 45)
        #expect(harness.secondsLeft == 5, "the time of the process")
        try ShellProcess.continueAfterStop(#require(harness.connection.process?.process))
        try harness.run {
            harness.transport.unreceivedBytes == 0 && harness.connection.awaitsContent
                && harness.connection.exchanges.last?.link?.hasPendingInput == false
        }
        #expect(harness.secondsLeft == 30)
        try end(harness)
    }

    /// Content that comes fast does not excuse a client that takes nothing of the response.
    @Test func contentDoesNotRenewTheReadersDeadline() throws {
        let harness = harness("echo; exec cat", capacity: 100)
        harness.send(post(length: 1 << 20))
        for second in 0..<40 {
            #expect(!harness.isOver, "after \(second) seconds")
            harness.send([UInt8](repeating: 65, count: 1000))
            if second == 0 { try harness.run { harness.connection.output.unsent > 0 } }
            try harness.run(after: 1)
        }
        #expect(harness.isOver && harness.transport.endedByReset)
        try end(harness)
    }
}
