import Glibc
import SystemCalls
import SystemPackage
import Testing

@testable import Sockets

/// The owner of a child process.
@Suite(.serialized) struct RunningProcessTests {
    private let reaper = ProcessReaper()

    /// A program may have ended before it is written to.
    init() { signal(SIGPIPE, SIG_IGN) }

    private func buffer(_ text: String = "") -> ByteBuffer {
        let buffer = ByteBuffer(initial: 64, maximum: 1 << 20)
        buffer.append(Array(text.utf8))
        return buffer
    }

    @Test func readsWritesAndEnds() throws {
        let id: ProcessID
        do {
            var process = try TestProcess.start("exec cat", reaper: reaper)
            id = process.id
            let end = try Processes.descriptor(of: id)
            let accepts = process.acceptsInput
            #expect(accepts)
            let written = try process.write(buffer("given\n"))
            #expect(written == .moved(6))
            #expect(try TestProcess.read(lines: 1, from: &process) == "given\n")
            let (outcome, hasEnded) = (try process.read(into: buffer()), process.hasEnded)
            #expect(outcome == .wouldBlock && !hasEnded)
            process.closeInput()
            let (acceptsMore, input) = (process.acceptsInput, process.descriptors.input)
            #expect(!acceptsMore && input == nil)
            try TestProcess.awaitEnd(end)
            let (atEnd, isOver) = (try process.read(into: buffer()), process.hasEnded)
            #expect(atEnd == .ended && isOver)
            process.outputEnded()
            #expect(TestProcess.exists(id), "it is not collected before its owner ends")
        }
        #expect(reaper.isIdle && !TestProcess.exists(id))
    }

    /// Each process leads a group of its own, and its descriptors are those of its pipes and end.
    @Test func descriptors() throws {
        var process = try TestProcess.start("echo $$; exec cat", reaper: reaper)
        let number = try TestProcess.read(lines: 1, from: &process)
        let (id, descriptors) = (process.id, process.descriptors)
        #expect(number == "\(id.number)\n" && descriptors.process == id.number)
        #expect(getpgid(id.number) == id.number)
        let end = try #require(descriptors.end)
        var poll = PollSet()
        poll.add(end, .readable)
        #expect(try !poll.wait(until: .now))
        process.closeInput()
        try TestProcess.wait(end, .readable, until: Instant.now.advanced(bySeconds: 20))
        process.outputEnded()
        let output = process.descriptors.output
        #expect(output == nil)
    }

    /// A child that closes its standard input is not written to any more.
    @Test func aClosedInput() throws {
        var process = try TestProcess.start("exec 0<&-; echo; exec sleep 1000", reaper: reaper)
        _ = try TestProcess.read(lines: 1, from: &process)
        let first = try process.write(buffer("x"))
        let (accepts, second) = (process.acceptsInput, try process.write(buffer("x")))
        #expect(first == .ended && second == .ended && !accepts)
    }

    /// A child that does not read makes `write` stop, not wait.
    @Test func aFullInput() throws {
        var process = try TestProcess.start("exec sleep 1000", reaper: reaper)
        let much = buffer(String(repeating: "x", count: 1 << 20))
        var written = 0
        while case .moved(let count) = try process.write(much) { written += count }
        #expect(written > 0 && written + much.count == 1 << 20)
    }

    static let unrunnable: [(path: String, errno: Errno)] = [
        ("no/such", .noSuchFileOrDirectory), ("etc/passwd", .permissionDenied),
        ("etc", .permissionDenied),
    ]

    /// What cannot be started leaves nothing behind.
    @Test(arguments: unrunnable) func cannotStart(path: String, errno: Errno) throws {
        #expect(throws: SystemError(call: "execve", errno: errno)) {
            _ = try RunningProcess.start(reaper: reaper) { (input, output) throws(SystemError) in
                try Processes.spawn(
                    path: Array(path.utf8), directory: try Descriptor.openDirectory("/"),
                    arguments: [[0x78]], environment: [], input: input, output: output)
            }
        }
        #expect(reaper.isIdle)
    }

    // MARK: Dropping it

    /// What has happened to a process before its owner ends.
    enum Moment: CaseIterable {
        case justStarted
        case afterItHasWritten
        case afterItsInputWasClosed
        case afterItsOutputEnded
        case afterItHasEnded
    }

    /// Whenever the owner ends, so does the process, and it is collected.
    @Test(arguments: Moment.allCases) func dropped(moment: Moment) throws {
        let id: ProcessID
        do {
            let ends = moment == .afterItsOutputEnded || moment == .afterItHasEnded
            let rest = ends ? "exec 1>/dev/null; cat" : "exec sleep 1000"
            var process = try TestProcess.start("echo; \(rest)", reaper: reaper)
            id = process.id
            let end = try Processes.descriptor(of: id)
            if moment != .justStarted { _ = try TestProcess.read(lines: 1, from: &process) }
            if moment == .afterItsInputWasClosed { process.closeInput() }
            if ends { #expect(try TestProcess.read(lines: 1, from: &process) == "") }
            if moment == .afterItsOutputEnded { process.outputEnded() }
            if moment == .afterItHasEnded {
                process.closeInput()
                try TestProcess.awaitEnd(end)
            }
        }
        // It was given no time to exit by itself but where its output had ended.
        try TestProcess.settle(reaper)
        #expect(!TestProcess.exists(id))
    }

    /// The pipes close with the owner: a child that ignores SIGTERM sees it, and exits by itself.
    @Test func thePipesClose() throws {
        let id: ProcessID
        let end: Descriptor
        do {
            var process = try TestProcess.start(
                "trap '' TERM; echo; cat > /dev/null; exec yes 2> /dev/null", reaper: reaper)
            id = process.id
            end = try Processes.descriptor(of: id)
            _ = try TestProcess.read(lines: 1, from: &process)
        }
        try TestProcess.awaitEnd(end)
        reaper.collect(now: .now)
        #expect(reaper.isIdle && !TestProcess.exists(id))
    }

    /// An owner may end in another thread than the one that started the process.
    @Test func droppedInAnotherThread() throws {
        final class Owner: Sendable {
            let process: RunningProcess
            init(_ process: consuming RunningProcess) { self.process = process }
        }
        let owner = Guarded<Owner?>(
            Owner(try TestProcess.start("exec sleep 1000", reaper: reaper)))
        let id = try #require(owner.withLock { $0?.process.id })
        let done = Semaphore()
        try Threads.start(stackSize: 512 * 1024) {
            owner.withLock { $0 = nil }
            done.post()
        }
        #expect(done.wait(until: Instant.now.advanced(bySeconds: 20)))
        try TestProcess.settle(reaper)
        #expect(!TestProcess.exists(id))
    }
}
