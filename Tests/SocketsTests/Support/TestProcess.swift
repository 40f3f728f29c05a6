import Glibc
import SystemCalls
import SystemPackage

@testable import Sockets

/// Shell commands as processes of a test, and what is seen of processes.
enum TestProcess {
    /// Starts a command in `/`.
    static func start(_ command: String, reaper: ProcessReaper) throws -> RunningProcess {
        try RunningProcess.start(reaper: reaper) { (input, output) throws(SystemError) in
            try Processes.spawn(
                path: Array("/bin/sh".utf8), directory: try Descriptor.openDirectory("/"),
                arguments: ["sh", "-c", command].map { Array($0.utf8) },
                environment: [Array("PATH=/usr/bin:/bin".utf8)], input: input, output: output)
        }
    }

    /// Reads what a process writes until it has written so many lines, or its output ends.
    static func read(lines: Int, from process: inout RunningProcess) throws -> String {
        let buffer = ByteBuffer(initial: 4096, maximum: 1 << 20)
        let limit = Instant.now.advanced(bySeconds: 20)
        while buffer.array.count(where: { $0 == 10 }) < lines {
            switch try process.read(into: buffer) {
            case .moved: continue
            case .ended: return buffer.text
            case .wouldBlock:
                try wait(process.descriptors.output ?? -1, .readable, until: limit)
            }
        }
        return buffer.text
    }

    /// Waits until a descriptor is ready.
    static func wait(_ number: Int32, _ readiness: Readiness, until limit: Instant) throws {
        var poll = PollSet()
        poll.add(number, readiness)
        // A signal ends a wait as well.
        while try !poll.wait(until: limit) {
            guard Instant.now < limit else {
                throw SystemError(call: "ppoll", errno: .timedOut)
            }
        }
    }

    /// Waits until a process has ended, whosever child it is.
    static func awaitEnd(_ process: borrowing Descriptor) throws {
        try wait(process.number, .readable, until: Instant.now.advanced(bySeconds: 20))
    }

    /// Whether a process with this number exists, as a zombie or otherwise.
    static func exists(_ process: ProcessID) -> Bool { kill(process.number, 0) == 0 }

    /// Waits until the reaper has collected all that it was given.
    static func settle(_ reaper: ProcessReaper) throws {
        let limit = Instant.now.advanced(bySeconds: 20)
        var nothing = PollSet()
        reaper.collect(now: .now)
        while !reaper.isIdle {
            guard Instant.now < limit else {
                throw SystemError(call: "waitpid", errno: .timedOut)
            }
            // Nothing but SIGCHLD, which tests do not handle, announces the end of a child.
            _ = try nothing.wait(until: min(reaper.deadline, .now.advanced(bySeconds: 0.002)))
            reaper.collect(now: .now)
        }
    }
}
