import Glibc
import SystemPackage
import Testing

@testable import SystemCalls

/// A sink before what has no room: no call waits, and what was not written is counted.
@Suite struct LineSinkTests {
    /// A pipe that waits, as programs inherit it, with nothing in it.
    private func pipe(pages: Int32) throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(Glibc.pipe(&ends) == 0)
        // F_SETPIPE_SZ
        try #require(fcntl(ends[1], 1031, pages * 4096) == pages * 4096)
        return (ends[0], ends[1])
    }

    private func read(_ number: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(number, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        if count >= 0 { return String(decoding: bytes[..<count], as: UTF8.self) }
        _ = fcntl(number, F_SETFL, O_NONBLOCK)
        let taken = Glibc.read(number, &bytes, bytes.count)
        return String(decoding: bytes[..<max(0, taken)], as: UTF8.self)
    }

    /// Lines that find no room wait, and leave in order when there is some.
    @Test func fullPipe() throws {
        let (reading, writing) = try pipe(pages: 1)
        let other = dup(writing)
        defer { for number in [reading, other] { close(number) } }
        let sink = try LineSink(Descriptor(adopting: writing), pipeSize: 4096)
        let line = String(repeating: "x", count: 3000)
        #expect(sink.write(line) && sink.waiting == nil)
        #expect(sink.write(line) && sink.waiting != nil)
        #expect(sink.write("short"))
        #expect(fcntl(other, F_GETFL) & O_NONBLOCK == 0, "the flags of others")
        sink.flush()
        #expect(read(reading) == line + "\n" && sink.waiting != nil)
        sink.flush()
        #expect(read(reading) == line + "\nshort\n" && sink.waiting == nil && sink.lost.isEmpty)
    }

    /// What exceeds the bound is lost, and said so.
    @Test func fullBacklog() throws {
        let (reading, writing) = try pipe(pages: 1)
        defer { close(reading) }
        let sink = try LineSink(Descriptor(adopting: writing), backlogLimit: 7000, pipeSize: 4096)
        let line = String(repeating: "x", count: 3000)
        #expect(sink.write(line) && sink.write(line) && sink.write(line))
        #expect(!sink.write(line) && !sink.write(line))
        #expect(sink.write("short"), "there is room for this one")
        let report = try #require(sink.lost.take())
        #expect(report.count == 2 && report.reason == .wouldBlock && sink.lost.isEmpty)
        #expect(
            "\(report): \(report.cause)"
                == "2 log lines were lost: the reader of the log is too slow")
        #expect(read(reading) == line + "\n")
        sink.flush()
        #expect(read(reading) == line + "\n")
        sink.settle(seconds: 60)
        #expect(read(reading) == line + "\nshort\n" && sink.lost.isEmpty)
    }

    /// A line that is not to wait leaves nothing behind when there is no room.
    @Test func linesThatDoNotWait() throws {
        let (reading, writing) = try pipe(pages: 1)
        defer { close(reading) }
        let sink = try LineSink(Descriptor(adopting: writing), pipeSize: 4096)
        let line = String(repeating: "x", count: 3000)
        #expect(sink.writeAtOnce(line) == .written && sink.writeAtOnce(line) == .noRoom)
        #expect(sink.waiting == nil && sink.lost.isEmpty)
        #expect(sink.write(line) && sink.writeAtOnce("short") == .noRoom, "not before others")
        #expect(read(reading) == line + "\n" && sink.writeAtOnce("short") == .written)
        #expect(read(reading) == line + "\nshort\n")
        let full = try LineSink(try Descriptor.openForAppending("/dev/full"))
        #expect(full.writeAtOnce("a") == .lost && full.lost.take()?.count == 1)
    }

    /// The size of a pipe that has less: it is enlarged.
    @Test func enlargedPipe() throws {
        let (reading, writing) = try pipe(pages: 1)
        defer { close(reading) }
        let sink = try LineSink(Descriptor(adopting: writing), pipeSize: 16 * 4096)
        #expect(fcntl(reading, 1032) == 16 * 4096)  // F_GETPIPE_SZ
        #expect(sink.waiting == nil)
    }

    /// A process that ends waits for a reader that goes on, and gives up one that does not.
    @Test func settling() throws {
        let (reading, writing) = try pipe(pages: 1)
        defer { close(reading) }
        let sink = try LineSink(Descriptor(adopting: writing), pipeSize: 4096)
        let line = String(repeating: "x", count: 3000)
        for _ in 0..<4 { sink.write(line) }
        let text = Guarded("")
        let hasRead = Semaphore()
        try Threads.start(stackSize: 256 * 1024) {
            var bytes = [UInt8](repeating: 0, count: 4 * 3001)
            for _ in 0..<4 {
                let count = Glibc.read(reading, &bytes, bytes.count)
                text.withLock { $0 += String(decoding: bytes[..<max(0, count)], as: UTF8.self) }
            }
            hasRead.post()
        }
        sink.settle(seconds: 60)
        #expect(sink.lost.isEmpty && hasRead.wait(until: .now.advanced(bySeconds: 60)))
        #expect(text.withLock { $0 } == String(repeating: line + "\n", count: 4))

        for _ in 0..<4 { sink.write(line) }
        let start = Instant.now
        sink.settle(seconds: 0.05)
        #expect(sink.lost.take()?.count == 3 && sink.waiting == nil)
        #expect(Instant.now >= start.advanced(bySeconds: 0.05))
        // Lines have just been lost: the next process does not wait.
        sink.write(line)
        sink.settle(seconds: 3600)
        #expect(sink.lost.take()?.count == 1)
    }

    /// A reader that has gone: nothing waits for it.
    @Test func brokenPipe() throws {
        signal(SIGPIPE, SIG_IGN)
        let (reading, writing) = try pipe(pages: 1)
        let sink = try LineSink(Descriptor(adopting: writing), pipeSize: 4096)
        let line = String(repeating: "x", count: 3000)
        for _ in 0..<3 { sink.write(line) }
        close(reading)
        sink.flush()
        #expect(sink.waiting == nil && sink.lost.take()?.count == 2)
    }

    /// What a child inherits is its parent's to write.
    @Test func forgetting() throws {
        let (reading, writing) = try pipe(pages: 1)
        defer { close(reading) }
        let sink = try LineSink(Descriptor(adopting: writing), pipeSize: 4096)
        let line = String(repeating: "x", count: 3000)
        for _ in 0..<2 { sink.write(line) }
        sink.forget()
        #expect(sink.waiting == nil && sink.lost.isEmpty)
        #expect(read(reading) == line + "\n")
    }

    /// A line of more than `PIPE_BUF` bytes for which the room does not suffice: its rest follows,
    /// unless another process has written in between.
    @Test(arguments: [false, true]) func cutLine(interrupted: Bool) throws {
        let (reading, writing) = try pipe(pages: 2)
        defer { close(reading) }
        let sink = try LineSink(Descriptor(adopting: writing), pipeSize: 8192)
        let line = String(repeating: "x", count: 9000)
        #expect(sink.write(line) && sink.write("next"))
        #expect(read(reading) == String(repeating: "x", count: 8192))
        if interrupted {
            // As another process does, which sees that the log ends within a line.
            #expect(sink.lost.damage == 1)
            sink.lost.repair(1)
        }
        sink.flush()
        let rest = interrupted ? "" : String(repeating: "x", count: 9000 - 8192) + "\n"
        #expect(read(reading) == rest + "next\n")
        #expect(sink.lost.take()?.count == (interrupted ? 1 : nil) && sink.lost.damage == 0)
    }

    /// The beginning of a line that a process has left in a pipe: the next one begins afresh.
    @Test func abandonedLine() throws {
        let (reading, writing) = try pipe(pages: 2)
        defer { close(reading) }
        let sink = try LineSink(Descriptor(adopting: writing), pipeSize: 8192)
        sink.write(String(repeating: "x", count: 9000))
        sink.settle(seconds: 0)
        #expect(read(reading) == String(repeating: "x", count: 8192))
        #expect(sink.write("afresh") && sink.write("next"))
        #expect(read(reading) == "\nafresh\nnext\n")
        #expect(sink.lost.take()?.count == 1)
    }

    /// What cannot be opened again: a socket, or a pipe of another user.
    @Test func sharedDescriptions() throws {
        let pair = try Descriptor.socketPair()
        _ = fcntl(pair.writing.number, F_SETFL, 0)
        let reading = pair.reading.number
        let sink = try LineSink(
            Descriptor(adopting: dup(pair.writing.number)), backlogLimit: 4096)
        var written = 0
        while sink.write("line \(written)"), written < 100_000 { written += 1 }
        #expect(written > 10 && written < 100_000 && sink.lost.reason == .wouldBlock)
        #expect(read(reading).hasPrefix("line 0\nline 1\n"))

        let (end, writing) = try pipe(pages: 1)
        defer { close(end) }
        let descriptor = Descriptor(adopting: writing)
        let bytes = [UInt8](repeating: 0x78, count: 4096)
        #expect(descriptor.writeOnce(bytes.span, waits: false) == .success(4096))
        #expect(descriptor.writeOnce(bytes.span, waits: false) == .failure(.wouldBlock))
    }

    /// Whatever a file ends with, a line is begun afresh once something has been lost.
    @Test func linesOfFilesBeginAfresh() throws {
        let directory = TemporaryDirectory()
        for (before, after) in [("", ""), ("whole\n", "whole\n"), ("torn", "torn\n")] {
            try directory.write("log", before)
            let path = directory.path + "/log"
            let sink = try LineSink(try Descriptor.openForAppending(path))
            sink.lost.note(.noSpace)
            sink.lost.noteDamage()
            #expect(sink.write("a") && sink.write("b"))
            let text = try FileContents.read(path, limit: 100)
            #expect(String(decoding: text, as: UTF8.self) == after + "a\nb\n")
        }
    }

    @Test func fullDevice() throws {
        let sink = try LineSink(try Descriptor.openForAppending("/dev/full"))
        #expect(!sink.write("a") && sink.lost.reason == .noSpace)
        let report = try #require(sink.lost.take())
        #expect("\(report): \(report.cause)" == "1 log line was lost: No space left on device")
    }

    @Test func reopening() throws {
        let directory = TemporaryDirectory()
        let path = directory.path + "/log"
        let sink = try LineSink(try Descriptor.openForAppending("/dev/full"))
        #expect(!sink.write("a"))
        try sink.reopen(path)
        #expect(sink.write("b") && sink.write("c"))
        #expect(throws: SystemError(call: "open", errno: .isDirectory)) {
            try sink.reopen(directory.path)
        }
        #expect(sink.write("d"))
        let text = try FileContents.read(path, limit: 100)
        #expect(String(decoding: text, as: UTF8.self) == "b\nc\nd\n")
    }

    @Test func reports() throws {
        let lost = try LostLines()
        #expect(lost.isEmpty && lost.take() == nil && lost.takeIfMended() == nil)
        lost.note(.noSpace)
        #expect(lost.announce() && !lost.announce())
        #expect(lost.takeIfMended() == nil, "it has just been lost")
        let report = try #require(lost.take())
        lost.restore(report)
        #expect(!lost.isEmpty && lost.takeIfDue()?.count == 1 && lost.isEmpty)
        lost.note(.noSpace, lines: 5)
        #expect(lost.takeIfDue() == nil, "it was said within the last second")
        #expect(lost.take()?.count == 5)
    }
}
