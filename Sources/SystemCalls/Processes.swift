import CLinux
import Glibc
import SystemPackage

/// A process number.
package struct ProcessID: Hashable, Sendable {
    /// `pid_t`.
    package let number: Int32
    /// The process with this number.
    package init(_ number: Int32) { self.number = number }
    /// This process: `getpid(2)`.
    package static var current: ProcessID { ProcessID(getpid()) }
}

/// How a process ended.
package enum ProcessEnd: Equatable, Sendable {
    /// By itself, with this status.
    case exited(Int32)
    /// By this signal.
    case signalled(Int32)
}

/// The side of a fork that the caller is on.
package enum ForkSide: Sendable {
    /// The new process.
    case child
    /// The old process, with the new one's number.
    case parent(ProcessID)
}

/// Processes: `fork(2)`, `waitpid(2)`, `kill(2)`, and what `posix_spawn(3)` does.
package enum Processes {
    /// `fork(2)`. Only for a process with a single thread.
    package static func fork() throws(SystemError) -> ForkSide {
        let number = try retrying("fork") { Glibc.fork() }
        return number == 0 ? .child : .parent(ProcessID(number))
    }

    /// Ends this process without running exit handlers: `_exit(2)`.
    package static func exitNow(_ status: Int32) -> Never { _exit(status) }

    /// Collects any one child that has ended: `waitpid(2)` `WNOHANG`. Nil when none has.
    package static func reapAny() -> (process: ProcessID, end: ProcessEnd)? {
        reap(-1)
    }

    /// Collects this child if it has ended.
    package static func reap(_ process: ProcessID) -> ProcessEnd? {
        reap(process.number)?.end
    }

    /// Waits for any child to end and collects it: `waitpid(2)`. Nil when this process has no
    /// child.
    package static func waitAny() -> (process: ProcessID, end: ProcessEnd)? {
        reap(-1, options: 0)
    }

    /// Waits for this child to end: `waitpid(2)`. Nil when it is no child, or was waited for
    /// before.
    package static func wait(_ process: ProcessID) -> ProcessEnd? {
        reap(process.number, options: 0)?.end
    }

    private static func reap(
        _ which: Int32, options: Int32 = WNOHANG
    ) -> (process: ProcessID, end: ProcessEnd)? {
        var status: Int32 = 0
        guard case .success(let number) = retrying({ unsafe waitpid(which, &status, options) }),
            number > 0
        else { return nil }
        let end: ProcessEnd =
            clinux_exited(status) != 0
            ? .exited(clinux_exit_status(status)) : .signalled(clinux_term_signal(status))
        return (ProcessID(number), end)
    }

    /// Whether this child has ended. Does not collect it, so its number is not reused: `waitid(2)`
    /// `WNOWAIT`.
    package static func hasEnded(_ process: ProcessID) -> Bool {
        clinux_has_ended(process.number) != 0
    }

    /// A descriptor that becomes readable when this child ends: `pidfd_open(2)`. The condition of
    /// `terminate` holds.
    package static func descriptor(of process: ProcessID) throws(SystemError) -> Descriptor {
        Descriptor(adopting: try retrying("pidfd_open") { clinux_open_process(process.number) })
    }

    /// Asks a process to end: `kill(2)` `SIGTERM`. Only for a child not yet collected: otherwise
    /// the number may belong to another process.
    package static func terminate(_ process: ProcessID) { kill(process.number, SIGTERM) }

    /// Tells a child to end at once, with its scripts: `SIGUSR1` (`ProcessSignals.isAbandoned`);
    /// the same condition.
    package static func abandon(_ process: ProcessID) { kill(process.number, SIGUSR1) }

    /// Asks a child to give way if its client is silent: `SIGUSR2`; the same condition.
    package static func askToYield(_ process: ProcessID) { kill(process.number, SIGUSR2) }

    /// Asks a child to reopen its logs: `SIGHUP`; the same condition.
    package static func hangUp(_ process: ProcessID) { kill(process.number, SIGHUP) }

    /// Ends a process: `kill(2)` `SIGKILL`; the same condition.
    package static func kill(_ process: ProcessID) { kill(process.number, SIGKILL) }

    /// Asks every process of the group that `leader` leads to end.
    package static func terminateGroup(_ leader: ProcessID) { kill(-leader.number, SIGTERM) }

    /// Ends every process of the group that `leader` leads.
    package static func killGroup(_ leader: ProcessID) { kill(-leader.number, SIGKILL) }

    private static func kill(_ number: Int32, _ signal: Int32) {
        precondition(number != 0 && number != -1 && number != 1, "would reach others' processes")
        _ = Glibc.kill(number, signal)
    }

    /// Starts a program in a process group of its own, with only this environment and the
    /// descriptors 0, 1 and 2 (2 is this process's own). Any thread may call it: memory is not
    /// copied (`vfork(2)`). When the thread that started it ends, the kernel kills the program, so
    /// a killed server leaves no script running (`prctl(2)` `PR_SET_PDEATHSIG`).
    /// - Parameters:
    ///   - path: relative to `directory`, which becomes its working directory.
    ///   - arguments: `argv`, the program's name first.
    ///   - environment: `NAME=value` strings, complete.
    /// - Throws: the call that failed and its error: `execve`, with `ENOEXEC` for a script without
    ///   an interpreter; `vfork`, with `EAGAIN`, when the limit of processes is reached.
    package static func spawn(
        path: [UInt8], directory: borrowing Descriptor, arguments: [[UInt8]],
        environment: [[UInt8]], input: borrowing Descriptor, output: borrowing Descriptor
    ) throws(SystemError) -> ProcessID {
        let (directory, input, output) = (directory.number, input.number, output.number)
        return try unsafe withCString(path) { (path) throws(SystemError) in
            var what = unsafe clinux_program()
            unsafe what.path = path
            unsafe (what.located, what.opened) = (-1, -1)
            unsafe (what.directory, what.standard_input, what.standard_output) =
                (directory, input, output)
            return try unsafe spawn(&what, arguments, environment)
        }
    }

    /// Starts what a structure describes, to which arguments and environment are added.
    static func spawn(
        _ what: inout clinux_program, _ arguments: [[UInt8]], _ environment: [[UInt8]]
    ) throws(SystemError) -> ProcessID {
        let argv = unsafe CStringArray(arguments)
        let envp = unsafe CStringArray(environment)
        defer {
            unsafe argv.deallocate()
            unsafe envp.deallocate()
        }
        unsafe (what.arguments, what.environment) = unsafe (
            UnsafePointer(argv.pointers), UnsafePointer(envp.pointers)
        )
        var number: pid_t = 0
        var call: UnsafePointer<CChar>?
        let error = unsafe clinux_spawn(&what, &number, &call)
        if error == 0 { return ProcessID(number) }
        throw SystemError(
            named: unsafe call.map { unsafe String(cString: $0) } ?? "vfork",
            errno: Errno(rawValue: error))
    }

    /// A pipe, both ends closed on exec: `pipe2(2)`.
    package static func pipe() throws(SystemError) -> Pipe {
        var ends: [Int32] = [-1, -1]
        try retrying("pipe2") { unsafe clinux_pipe(&ends) }
        return Pipe(
            reading: Descriptor(adopting: ends[0]), writing: Descriptor(adopting: ends[1]))
    }
}

/// The two ends of a pipe.
package struct Pipe: ~Copyable {
    /// The end that is read.
    package let reading: Descriptor
    /// The end that is written.
    package let writing: Descriptor

    /// Keeps the reading end and closes the other.
    package consuming func takeReading() -> Descriptor { reading }

    /// Keeps the writing end and closes the other.
    package consuming func takeWriting() -> Descriptor { writing }
}

/// A NULL-terminated array of C strings in one block, freed explicitly: the kernel uses its
/// pointers.
@unsafe private struct CStringArray {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let storage: UnsafeMutablePointer<CChar>

    init(_ strings: [[UInt8]]) {
        let total = strings.reduce(0) { $0 + $1.count + 1 }
        unsafe storage = .allocate(capacity: max(1, total))
        unsafe pointers = .allocate(capacity: strings.count + 1)
        var position = 0
        for (index, string) in strings.enumerated() {
            unsafe pointers[index] = storage + position
            for byte in string {
                unsafe storage[position] = CChar(bitPattern: byte)
                position += 1
            }
            unsafe storage[position] = 0
            position += 1
        }
        unsafe pointers[strings.count] = nil
    }

    func deallocate() {
        unsafe storage.deallocate()
        unsafe pointers.deallocate()
    }
}
