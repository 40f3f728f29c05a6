import Glibc
import SystemCalls
import SystemPackage
import Testing

@testable import Sockets

/// How processes end whose owner has ended. The clock is moved by the test, so that no grace is
/// waited for.
@Suite(.serialized) struct ProcessReaperTests {
    private let reaper = ProcessReaper()
    /// After the first grace, and after the second.
    private var later: Instant { Instant.now.advanced(bySeconds: ProcessReaper.grace + 0.1) }
    private var muchLater: Instant { later.advanced(bySeconds: ProcessReaper.grace + 0.1) }

    init() { signal(SIGPIPE, SIG_IGN) }

    /// Starts a command and drops its owner once it has written `lines` lines.
    /// - Parameter asking: whether it is asked to end, as it is when its output is not wanted.
    /// - Returns: what it has written, and a descriptor of its end.
    private func abandon(
        _ command: String, lines: Int = 1, asking: Bool = true
    ) throws -> (id: ProcessID, text: String, end: End) {
        var process = try TestProcess.start(command, reaper: reaper)
        let text = try TestProcess.read(lines: lines, from: &process)
        if !asking { process.outputEnded() }
        return (process.id, text, End(try Processes.descriptor(of: process.id)))
    }

    /// The end of a process, whosever child it is.
    private final class End {
        private let descriptor: Descriptor
        init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
        func wait() throws { try TestProcess.awaitEnd(descriptor) }

        var hasCome: Bool {
            var poll = PollSet()
            poll.add(descriptor.number, .readable)
            return (try? poll.wait(until: .now)) == true
        }
    }

    @Test func nothingToDo() {
        #expect(reaper.isIdle && reaper.deadline == .distantFuture)
        reaper.collect(now: muchLater)
        reaper.settle()
        #expect(reaper.isIdle)
    }

    @Test func askedToEnd() throws {
        let (id, _, end) = try abandon("echo; exec sleep 1000")
        #expect(!reaper.isIdle || !TestProcess.exists(id))
        try end.wait()
        reaper.collect(now: .now)
        #expect(reaper.isIdle && !TestProcess.exists(id) && reaper.deadline == .distantFuture)
    }

    /// A process that has closed its output may exit by itself; after the grace it is asked.
    @Test func mayExitByItself() throws {
        let (id, _, end) = try abandon("echo; exec sleep 1000", asking: false)
        let start = Instant.now
        reaper.collect(now: start)
        #expect(!end.hasCome && !reaper.isIdle)
        let grace = Double(reaper.deadline.nanoseconds(since: start)) / 1e9
        #expect(grace > ProcessReaper.grace - 1 && grace <= ProcessReaper.grace)
        reaper.collect(now: later)
        try end.wait()
        reaper.collect(now: .now)
        #expect(reaper.isIdle && !TestProcess.exists(id))
    }

    /// What ignores SIGTERM gets SIGKILL after the grace.
    @Test func ignoresSIGTERM() throws {
        let (id, _, end) = try abandon("trap '' TERM; echo; while :; do sleep 1000; done")
        reaper.collect(now: .now)
        #expect(!end.hasCome && !reaper.isIdle)
        reaper.collect(now: later)
        try end.wait()
        reaper.collect(now: later)
        try TestProcess.settle(reaper)
        #expect(!TestProcess.exists(id))
    }

    /// Members of the group are ended also after their leader was collected.
    @Test func aMemberThatIgnoresSIGTERM() throws {
        let (leader, text, end) = try abandon(
            "(trap '' TERM; echo; while :; do sleep 1000; done) & echo $!; exec sleep 1000",
            lines: 2)
        let number = try #require(text.split(separator: "\n").compactMap { Int32($0) }.first)
        let member = End(try Processes.descriptor(of: ProcessID(number)))
        try end.wait()
        reaper.collect(now: .now)
        #expect(!TestProcess.exists(leader) && !member.hasCome && !reaper.isIdle)
        // Its group is looked at often, so that its number cannot be another's by then.
        #expect(reaper.deadline <= Instant.now.advanced(bySeconds: 0.1))
        reaper.collect(now: later)
        try member.wait()
        try TestProcess.settle(reaper)
    }

    /// A process that is not in the group that it should lead is ended by its own number.
    @Test(arguments: [false, true]) func aLeaderThatLeftItsGroup(ignoresSIGTERM: Bool) throws {
        // Started in the group of this process, as if it had moved there by setpgid(2).
        let output = try Processes.pipe()
        let id = try spawnInOwnGroup(
            ignoresSIGTERM
                ? "trap '' TERM; echo; while :; do sleep 0.05; done"
                : "echo; exec sleep 1000", output: output.writing)
        let buffer = ByteBuffer(initial: 8, maximum: 8)
        #expect(try buffer.read(from: output.reading) == .moved(1))
        #expect(getpgid(id.number) == getpgrp())
        let end = End(try Processes.descriptor(of: id))
        reaper.adopt(id, asking: true)
        if ignoresSIGTERM {
            reaper.collect(now: .now)
            #expect(!end.hasCome)
            reaper.collect(now: later)
        }
        try end.wait()
        reaper.collect(now: .now)
        #expect(reaper.isIdle && !TestProcess.exists(id))
    }

    /// A process that ended by itself may leave another one running.
    @Test func aBackgroundProcessIsLeftAlone() throws {
        let (leader, text, end) = try abandon(
            "sleep 1000 > /dev/null & echo $!; exit 0", asking: false)
        let number = try #require(Int32(text.dropLast()))
        let background = End(try Processes.descriptor(of: ProcessID(number)))
        try end.wait()
        reaper.collect(now: muchLater)
        #expect(reaper.isIdle && !TestProcess.exists(leader) && !background.hasCome)
        #expect(kill(number, SIGKILL) == 0)
        try background.wait()
    }

    /// A zombie that nobody collects, as below a process 1 that does not, keeps its group alive for
    /// ever: that is not waited for.
    @Test func aZombieInTheGroup() throws {
        let (leader, zombie): (ProcessID, ProcessID)
        do {
            var process = try TestProcess.start("echo; exec sleep 1000", reaper: reaper)
            _ = try TestProcess.read(lines: 1, from: &process)
            leader = process.id
            let output = try Processes.pipe()
            zombie = try spawnInOwnGroup("exit 0", group: leader, output: output.writing)
        }
        #expect(getpgid(zombie.number) == leader.number)
        try End(try Processes.descriptor(of: zombie)).wait()
        defer { _ = Processes.wait(zombie) }
        while TestProcess.exists(leader) { reaper.collect(now: .now) }
        #expect(!reaper.isIdle)
        reaper.collect(now: later)
        #expect(!reaper.isIdle, "SIGKILL was sent just now")
        reaper.collect(now: muchLater)
        #expect(reaper.isIdle && reaper.deadline == .distantFuture)
    }

    /// Owners in several threads share a reaper.
    @Test func manyThreads() throws {
        let (reaper, done) = (reaper, Semaphore())
        for _ in 0..<4 {
            try Threads.start(stackSize: 512 * 1024) {
                for _ in 0..<5 {
                    do {
                        _ = try TestProcess.start("exec sleep 1000", reaper: reaper)
                    } catch {
                        Issue.record("\(error)")
                    }
                }
                done.post()
            }
        }
        for _ in 0..<4 {
            while !done.wait(until: Instant.now.advanced(bySeconds: 0.01)) {
                reaper.collect(now: .now)
            }
        }
        try TestProcess.settle(reaper)
    }

    /// A process that was told to stop gives scripts a moment, and then ends them.
    @Test func settlingAtTheEnd() throws {
        signal(SIGUSR2) { _ in }
        let orders = ThreadOrders()
        orders.attach()
        defer { ThreadOrders.detach() }
        orders.stop()
        let (id, _, end) = try abandon("trap '' TERM; echo; while :; do sleep 1000; done")
        let start = Instant.now
        reaper.settle()
        #expect(Instant.now.nanoseconds(since: start) >= 250_000_000)
        try end.wait()
        reaper.collect(now: .now)
        #expect(!TestProcess.exists(id))
        try TestProcess.settle(reaper)
    }

    /// Starts a shell command in a group that exists: `posix_spawn(3)`.
    private func spawnInOwnGroup(
        _ command: String, group: ProcessID? = nil, output: borrowing Descriptor
    ) throws -> ProcessID {
        var attributes = posix_spawnattr_t()
        var actions = posix_spawn_file_actions_t()
        posix_spawnattr_init(&attributes)
        posix_spawn_file_actions_init(&actions)
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
        }
        // Threads of tests block signals, which would be inherited.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, group?.number ?? getpgrp())
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        posix_spawn_file_actions_adddup2(&actions, output.number, 1)
        var number: pid_t = 0
        let texts: [String] = ["sh", "-c", command]
        let arguments = texts.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        let error = posix_spawn(&number, "/bin/sh", &actions, &attributes, arguments, environ)
        guard error == 0 else {
            throw SystemError(call: "posix_spawn", errno: Errno(rawValue: error))
        }
        return ProcessID(number)
    }
}
