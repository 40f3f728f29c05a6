import SystemCalls
import Testing

@testable import Sockets

/// Responses, pipelining and endings.
@Suite struct ConnectionTests {
    @Test func answersOneRequestAfterAnother() throws {
        let bench = try Bench(.echo())
        try bench.run()
        #expect(bench.wait?.socket == .readable)
        try bench.send("a\n")
        try bench.run()
        #expect(try bench.text == "<a>")
        try bench.send("b")
        try bench.run()
        #expect(try bench.text == "")
        try bench.send("c\n")
        try bench.run()
        #expect(try bench.text == "<bc>")
        #expect(bench.handler.events == ["connect", "responded 3", "responded 4"])
    }

    /// More in one segment than one call of `advance` handles.
    @Test func pipelinedRequestsAreAllAnswered() throws {
        let bench = try Bench(.echo())
        let names = (0..<1000).map(String.init)
        try bench.send(names.map { $0 + "\n" }.joined())
        // Many small segments fill the socket: the client has to take them in between.
        var text = ""
        for _ in 0..<100 where bench.handler.events.count <= names.count {
            try bench.run()
            text += try bench.text
        }
        #expect(text == names.map { "<\($0)>" }.joined())
        #expect(bench.wait?.socket == .readable)
    }

    @Test func closesAfterTheLastResponse() throws {
        let bench = try Bench(.echo(close: true))
        try bench.send("a\n")
        #expect(try bench.run() == nil)
        #expect(bench.handler.events == ["connect", "responded 3", "finish"])
        #expect(try bench.text == "<a>")
    }

    @Test func aClientMayStopSendingAndStillRead() throws {
        let bench = try Bench(.echo())
        try bench.send("a\nb\n")
        bench.finishSending()
        #expect(try bench.run() == nil)
        #expect(try bench.text == "<a><b>")
    }

    @Test func aClientThatSaysNothingAndLeavesIsNoTrouble() throws {
        let bench = try Bench(.echo())
        try bench.run()
        bench.hangUp()
        #expect(try bench.run() == nil)
        #expect(bench.handler.events == ["connect", "end", "finish"])
    }

    /// A client that goes while its response is in the making, when nothing is read or written.
    @Test func aClientThatHangsUpEndsASilentResponse() throws {
        let handler = ScriptedHandler()
        handler.onReceive = { bytes, outbox in
            if !outbox.isResponding { outbox.beginResponse(close: false) }
            return Reception(consumed: bytes.count, next: .response)
        }
        let bench = try Bench(handler)
        try bench.send("x")
        try bench.run()
        #expect(bench.wait?.socket == [])
        bench.hangUp()
        #expect(try bench.run() == nil)
        #expect(handler.events == ["connect", "responded 0 cut short", "finish"])
    }

    /// Input that comes after the last response is swallowed so that no reset destroys it.
    @Test func lingersWhileTheClientSends() throws {
        let bench = try Bench(.echo(close: true))
        try bench.send("a\nmore")
        try bench.run()
        #expect(try bench.text == "<a>")
        #expect(bench.hasEnded, "the client sees the end at once")
        #expect(bench.wait?.socket == .readable)
        #expect(bench.secondsLeft == 2)
        try bench.send("even more")
        try bench.run(after: 1)
        #expect(bench.secondsLeft == 1, "it is no longer for what still comes")
        bench.hangUp()
        #expect(try bench.run() == nil)
    }

    @Test func lingeringEnds() throws {
        let bench = try Bench(.echo(close: true))
        try bench.send("a\nmore")
        try bench.run()
        #expect(try bench.run(after: 1.999) != nil)
        #expect(try bench.run(after: 0.001) == nil)

        let flood = try Bench(.echo(close: true))
        try flood.send("a\nmore")
        try flood.run()
        let piece = [UInt8](repeating: 0, count: 64 * 1024)
        for _ in 0...Connection.lingerLimit / piece.count {
            try flood.send(piece)
            try flood.run()
        }
        #expect(flood.wait == nil)
    }

    @Test func inputIsBounded() throws {
        let handler = ScriptedHandler()
        handler.onReceive = { _, _ in Reception(consumed: 0, next: .input(.head)) }
        let bench = try Bench(handler, inputLimit: 16 * 1024)
        try bench.send([UInt8](repeating: 65, count: 20 * 1024))
        #expect(try bench.run() == nil)
    }

    @Test func nothingIsReadWhileAResponseWaitsForItsClient() throws {
        let big = String(repeating: "x", count: 4 << 20)
        let handler = ScriptedHandler()
        handler.onReceive = { bytes, outbox in
            if !outbox.isResponding { outbox.respond(big) }
            return Reception(consumed: 0, next: .response)
        }
        let bench = try Bench(handler)
        try bench.send("a")
        try bench.run()
        #expect(bench.wait?.socket == .writable)
        var sent = 0
        while sent < 100 << 20 {
            let count = try bench.send([UInt8](repeating: 0, count: 1 << 16))
            if count == 0 { break }
            sent += count
            try bench.run()
        }
        #expect(sent < 4 << 20)
    }

    @Test func refusesAtOnce() throws {
        let handler = ScriptedHandler()
        handler.onRefuse = { $0.respond("busy", close: true) }
        let bench = try Bench(handler)
        try bench.send("hello")
        bench.connection.refuse()
        try bench.run()
        #expect(try bench.text == "busy")
        #expect(bench.hasEnded)
        bench.hangUp()
        #expect(try bench.run() == nil)
    }

    @Test func anAbortedResponseIsReset() throws {
        let handler = ScriptedHandler()
        handler.onReceive = { bytes, outbox in
            outbox.beginResponse(close: false)
            outbox.append(Array("part".utf8))
            outbox.abortResponse()
            return Reception(consumed: bytes.count, next: .response)
        }
        let bench = try Bench(handler)
        try bench.send("x")
        #expect(try bench.run() == nil)
        #expect(handler.events.contains("responded 4 cut short"))
    }

    // MARK: Draining

    @Test func drainingClosesAnIdleConnection() throws {
        let bench = try Bench(.echo())
        try bench.send("a\n")
        try bench.run()
        bench.connection.drain(now: bench.now)
        #expect(try bench.run() == nil)
        #expect(bench.handler.events.suffix(2) == ["drain", "finish"])
    }

    @Test func drainingLetsARequestInTheMakingFinish() throws {
        let bench = try Bench(.echo(close: true))
        try bench.send("a")
        try bench.run()
        bench.connection.drain(now: bench.now)
        #expect(try bench.run() != nil)
        try bench.send("b\n")
        #expect(try bench.run() == nil)
        #expect(try bench.text == "<ab>")
    }

    /// Also when the response has promised before to keep the connection.
    @Test func drainingClosesAfterTheResponseUnderWay() throws {
        let size = 4 << 20
        let handler = ScriptedHandler()
        handler.onReceive = { bytes, outbox in
            if !bytes.isEmpty { outbox.respond(String(repeating: "x", count: size)) }
            return Reception(consumed: bytes.count, next: bytes.isEmpty ? .input(.idle) : .response)
        }
        let bench = try Bench(handler)
        try bench.send("a")
        try bench.run()
        bench.connection.drain(now: bench.now)
        var received = 0
        while try bench.run() != nil {
            let count = try bench.text.utf8.count
            #expect(count > 0)
            if count == 0 { break }
            received += count
        }
        received += try bench.text.utf8.count
        #expect(received == size)
        #expect(handler.events.suffix(2) == ["responded \(size)", "finish"])
    }

    @Test func drainingWithUnreadContentLingers() throws {
        let handler = ScriptedHandler()
        handler.onReceive = { bytes, outbox in
            if bytes.first == 65 { outbox.respond("early") }
            return Reception(consumed: bytes.count, next: .input(.content))
        }
        let bench = try Bench(handler)
        try bench.send("A")
        try bench.run()
        bench.connection.drain(now: bench.now)
        try bench.run()
        #expect(try bench.text == "early")
        #expect(bench.hasEnded)
        #expect(bench.secondsLeft == 2)
    }
}

extension Wait: Equatable {
    /// Whether both wait for the same.
    public static func == (left: Wait, right: Wait) -> Bool {
        left.socket == right.socket && left.deadline == right.deadline
            && left.processOutput == right.processOutput
            && left.processInput == right.processInput && left.mayGiveWay == right.mayGiveWay
    }
}
