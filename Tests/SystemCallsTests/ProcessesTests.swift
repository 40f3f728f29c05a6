import Foundation
import SystemCalls
import SystemPackage
import Testing

@Suite(.serialized) struct ProcessesTests {
    /// A program may have ended before it is written to.
    init() { signal(SIGPIPE, SIG_IGN) }

    private func shell(
        _ command: String, directory: String = "/", environment: [String] = []
    ) throws -> (process: ProcessID, input: Int, output: [UInt8], end: ProcessEnd) {
        let input = try Processes.pipe()
        let output = try Processes.pipe()
        let process = try Processes.spawn(
            path: Array("/bin/sh".utf8), directory: try Descriptor.openDirectory(directory),
            arguments: ["sh", "-c", command].map { Array($0.utf8) },
            environment: environment.map { Array($0.utf8) }, input: input.reading,
            output: output.writing)
        let sink = input.takeWriting()
        let source = output.takeReading()
        let buffer = ByteBuffer(initial: 1024, maximum: 1 << 20)
        buffer.append(Array("given".utf8))
        _ = try buffer.write(to: sink)
        _ = consume sink
        while case .moved = try buffer.read(from: source) {}
        let bytes = buffer.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        return (process, 5, bytes, try end(of: process))
    }

    private func end(of process: ProcessID) throws -> ProcessEnd {
        let limit = Instant.now.advanced(bySeconds: 20)
        var nothing = PollSet()
        while Instant.now < limit {
            if let end = Processes.reap(process) { return end }
            _ = try nothing.wait(until: Instant.now.advanced(bySeconds: 0.005))
        }
        throw Failed.stillRunning
    }

    private enum Failed: Error { case stillRunning }

    @Test func readsWritesAndEnds() throws {
        let run = try shell("cat; echo; exit 3")
        #expect(String(decoding: run.output, as: UTF8.self) == "given\n")
        #expect(run.end == .exited(3))
        #expect(Processes.reap(run.process) == nil, "a second time there is nothing")
    }

    @Test func endsBySignal() throws {
        #expect(try shell("kill -9 $$").end == .signalled(9))
    }

    /// Nothing of this process reaches the child but what is passed.
    @Test func startsClean() throws {
        let directory = TemporaryDirectory()
        let other = TemporaryDirectory()
        let keptOpen = try Descriptor.openDirectory(other.path)
        let run = try shell(
            "pwd; /usr/bin/env | grep -v -e ^PWD -e ^_ | sort; ls -l /proc/self/fd",
            directory: directory.path, environment: ["A=1", "B=two words", "C="])
        let text = String(decoding: run.output, as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.prefix(4) == [directory.path, "A=1", "B=two words", "C="])
        #expect(!text.contains(other.path))
        _ = consume keptOpen
    }

    /// Signals as a program expects them, and a process group that can be ended as a whole.
    @Test func startsWithDefaultSignalsInItsOwnGroup() throws {
        let run = try shell(
            "grep -E 'SigBlk|SigIgn' /proc/self/status; cut -d' ' -f5 /proc/$$/stat; echo $$")
        let text = String(decoding: run.output, as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        try #require(lines.count == 4, "\(lines)")
        #expect(lines[0] == "SigBlk:\t0000000000000000")
        // Signals 32 and 33 are the C library's own.
        let ignored = UInt64(lines[1].suffix(16), radix: 16)
        #expect(ignored.map { $0 & ~0x1_8000_0000 } == 0)
        #expect(lines[2] == lines[3])
        #expect(lines[3] == "\(run.process.number)")
    }

    static let unrunnable: [(String, Errno)] = [
        ("none", .noSuchFileOrDirectory), ("plain", .permissionDenied),
        ("noformat", .execFormatError), ("nointerpreter", .noSuchFileOrDirectory),
        (".", .permissionDenied),
    ]

    @Test(arguments: unrunnable) func saysWhyItCannotStart(name: String, errno: Errno) throws {
        let directory = TemporaryDirectory()
        try directory.write("plain", "#!/bin/sh\n", mode: 0o644)
        try directory.write("noformat", "echo\n", mode: 0o755)
        try directory.write("nointerpreter", "#!/no/such\n", mode: 0o755)
        let pipe = try Processes.pipe()
        #expect(throws: SystemError(call: "execve", errno: errno)) {
            try Processes.spawn(
                path: Array("./\(name)".utf8),
                directory: try Descriptor.openDirectory(directory.path), arguments: [[0x78]],
                environment: [], input: pipe.reading, output: pipe.writing)
        }
    }

    /// The whole group, whatever its members are.
    @Test func endsGroups() throws {
        let pipe = try Processes.pipe()
        let input = try Processes.pipe()
        let process = try Processes.spawn(
            path: Array("/bin/sh".utf8), directory: try Descriptor.openDirectory("/"),
            arguments: ["sh", "-c", "sleep 100 & sleep 100 & wait"].map { Array($0.utf8) },
            environment: [Array("PATH=/usr/bin:/bin".utf8)], input: input.reading,
            output: pipe.writing)
        #expect(Processes.reap(process) == nil)
        let output = pipe.takeReading()
        Processes.killGroup(process)
        #expect(try end(of: process) == .signalled(9))
        // All writers are gone when the pipe says so.
        let buffer = ByteBuffer(initial: 8, maximum: 8)
        #expect(try buffer.read(from: output) == .ended)
    }
}
