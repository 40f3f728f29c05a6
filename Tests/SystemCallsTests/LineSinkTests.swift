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

    @Test func fullPipe() throws {
        let (reading, writing) = try pipe(pages: 1)
        let other = dup(writing)
        defer { for number in [reading, other] { close(number) } }
        let sink = try LineSink(Descriptor(adopting: writing))
        let line = String(repeating: "x", count: 3000)
        #expect(sink.write(line))
        #expect(!sink.write(line) && !sink.write(line))
        #expect(sink.write("short"), "there is room for this one")
        #expect(fcntl(other, F_GETFL) & O_NONBLOCK == 0, "the flags of others")
        let report = try #require(sink.lost.take())
        #expect(report.count == 2 && report.reason == .wouldBlock && sink.lost.isEmpty)
        #expect("\(report): \(report.cause)" == "2 lines were lost: nobody read them")
        #expect(read(reading) == line + "\nshort\n")
    }

    /// A line of more than `PIPE_BUF` bytes for which the room does not suffice.
    @Test func cutLine() throws {
        let (reading, writing) = try pipe(pages: 2)
        defer { close(reading) }
        let sink = try LineSink(Descriptor(adopting: writing))
        let line = String(repeating: "x", count: 9000)
        #expect(!sink.write(line) && !sink.write("lost"))
        #expect(read(reading) == String(repeating: "x", count: 8192))
        #expect(sink.write("afresh") && sink.write("next"))
        #expect(read(reading) == "\nafresh\nnext\n")
        #expect(sink.lost.take()?.count == 2)
    }

    /// What cannot be opened again: a socket, or a pipe of another user.
    @Test func sharedDescriptions() throws {
        let pair = try Descriptor.socketPair()
        _ = fcntl(pair.writing.number, F_SETFL, 0)
        let reading = pair.reading.number
        let sink = try LineSink(Descriptor(adopting: dup(pair.writing.number)))
        var written = 0
        while sink.write("line \(written)"), written < 100_000 { written += 1 }
        #expect(written > 10 && written < 100_000 && sink.lost.reason == .wouldBlock)
        #expect(read(reading).hasPrefix("line 0\nline 1\n"))

        let (end, writing) = try pipe(pages: 1)
        defer { close(end) }
        let descriptor = Descriptor(adopting: writing)
        let bytes = [UInt8](repeating: 0x78, count: 4096)
        #expect(descriptor.writeOnce(bytes, waits: false) == .success(4096))
        #expect(descriptor.writeOnce(bytes, waits: false) == .failure(.wouldBlock))
    }

    /// Whatever a file ends with, a line is begun afresh once something has been lost.
    @Test func linesOfFilesBeginAfresh() throws {
        let directory = TemporaryDirectory()
        for (before, after) in [("", ""), ("whole\n", "whole\n"), ("torn", "torn\n")] {
            try directory.write("log", before)
            let path = directory.path + "/log"
            let sink = try LineSink(try Descriptor.openForAppending(path))
            sink.lost.note(.noSpace, isDamage: true)
            #expect(sink.write("a") && sink.write("b"))
            let text = try FileContents.read(path, limit: 100)
            #expect(String(decoding: text, as: UTF8.self) == after + "a\nb\n")
        }
    }

    @Test func fullDevice() throws {
        let sink = try LineSink(try Descriptor.openForAppending("/dev/full"))
        #expect(!sink.write("a") && sink.lost.reason == .noSpace)
        let report = try #require(sink.lost.take())
        #expect("\(report): \(report.cause)" == "1 line was lost: No space left on device")
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
        lost.note(.noSpace, isDamage: false)
        #expect(lost.announce() && !lost.announce())
        #expect(lost.takeIfMended() == nil, "it has just been lost")
        let report = try #require(lost.take())
        lost.restore(report)
        #expect(!lost.isEmpty && lost.take()?.count == 1 && lost.isEmpty)
    }
}
