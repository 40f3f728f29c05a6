import SystemCalls
import Testing

@testable import Sockets

/// Processes as the source of responses: a connection moves their pipes.
@Suite(.serialized) struct ProcessPipesTests {
    /// A connection whose request is content for a process, up to a byte 0.
    private func bench(_ command: String) throws -> Bench {
        let handler = ScriptedHandler()
        var isInContent = true
        handler.onReceive = { bytes, outbox in
            if !outbox.isResponding {
                if bytes.isEmpty { return Reception(consumed: 0, next: .input(.idle)) }
                isInContent = true
                outbox.beginResponse(close: false)
                outbox.attach(try! Bench.process(command))
            }
            guard isInContent else { return Reception(consumed: 0, next: .response) }
            let room = outbox.processInputRoom
            let end = bytes.firstIndex(of: 0)
            let count = min(end ?? bytes.count, room ?? .max)
            if room != nil { outbox.writeToProcess(Array(bytes[..<count]).span) }
            if end == count {
                isInContent = false
                outbox.endProcessInput()
                return Reception(consumed: count + 1, next: .response)
            }
            // As HTTPHandler does: no more before there is room for something worth its while.
            let isFull = outbox.processInputRoom.map { $0 < 16 * 1024 } ?? false
            return Reception(consumed: count, next: isFull ? .room : .input(.content))
        }
        handler.onProcess = { bytes, outbox in outbox.append(bytes) }
        return try Bench(handler)
    }

    @Test func outputReachesTheClient() throws {
        let bench = try bench("tr a-z A-Z")
        try bench.send("hello\0")
        try bench.run { bench.handler.events.last == "responded 5" }
        #expect(try bench.text == "HELLO")
        #expect(bench.wait?.socket == .readable)
        try bench.send("again\0")
        try bench.run { bench.handler.events.count == 5 }
        #expect(try bench.text == "AGAIN")
    }

    /// More than all buffers between take, to a process that begins to read late and answers at the
    /// end: the reading of the socket has to stop and to go on.
    @Test func aLateReaderGetsEverything() throws {
        let bench = try bench("sleep 0.1; wc -c")
        var left = 1_000_000
        try bench.run {
            while left > 0 {
                let sent = try bench.send([UInt8](repeating: 65, count: min(left, 50_000)))
                left -= sent
                if sent == 0 { break }
            }
            if left == 0, try bench.send([0]) == 1 { left = -1 }
            return bench.handler.events.contains { $0.hasPrefix("responded") }
        }
        #expect(try bench.text == "1000000\n")
    }

    @Test func aProcessThatReadsNothingStopsTheClient() throws {
        let bench = try bench("sleep 60")
        var sent = 0
        while sent < 10 << 20 {
            let count = try bench.send([UInt8](repeating: 65, count: 50_000))
            try bench.run()
            if count == 0, try bench.send([65]) == 0 { break }
            sent += count
        }
        #expect(sent < 1 << 20)
        #expect(bench.wait?.socket == [])
        try bench.run(after: 50)
        #expect(bench.handler.events.contains("timeout process"))
        #expect(bench.wait == nil)
    }

    @Test func contentForAProcessThatHasClosedItsInputIsDropped() throws {
        let bench = try bench("exec 0<&-; sleep 0.1; echo done")
        var left = 500_000
        try bench.run {
            while left > 0 {
                let sent = try bench.send([UInt8](repeating: 65, count: min(left, 50_000)))
                left -= sent
                if sent == 0 { break }
            }
            return left == 0 && bench.handler.events.contains("responded 5")
        }
        #expect(try bench.text == "done\n")
    }

    /// A process that writes faster than its client reads has to wait: memory is bounded.
    @Test func endlessOutputIsHeldBack() throws {
        let bench = try bench("exec yes")
        try bench.send("x\0")
        try bench.run { bench.wait?.processOutput == nil && bench.wait?.socket == .writable }
        #expect(try bench.text.hasPrefix("y\ny\n"))
        bench.hangUp()
        try bench.run { bench.wait == nil }
        #expect(bench.handler.events.last == "finish")
    }

    /// Where the clock of a process runs and where that of a client.
    @Test func aStarvedProcessIsNotToBlame() throws {
        let bench = try bench("cat")
        try bench.send("some")
        try bench.run { try bench.text == "some" }
        #expect(bench.secondsLeft == 30, "the client's turn")
        try bench.send("\0")
        try bench.run { bench.handler.events.contains("responded 4") }
        #expect(bench.secondsLeft == 100)
    }
}
