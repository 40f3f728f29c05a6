package import SystemCalls

/// A program to start, with everything that `Processes.spawn` needs to know of it.
package struct Program: Sendable {
    /// Relative to the directory that it is started in.
    package var path: [UInt8]
    /// `argv`, the program's name first.
    package var arguments: [[UInt8]]
    /// `NAME=value` strings, complete: nothing is inherited.
    package var environment: [[UInt8]]

    /// A program without arguments but its name.
    package init(path: [UInt8], arguments: [[UInt8]], environment: [[UInt8]]) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
    }
}

/// The one owner of a child process: its number, its pidfd and this side of its pipes.
///
/// There is no way to start a process without getting one. Its end closes the pipes and hands the
/// process to the reaper, which ends the whole process group and collects the child. So a process
/// ends wherever its owner is dropped: with an exchange that is given up, with a result that nobody
/// fetches any more, or with an error half-way through.
package struct RunningProcess: ~Copyable, Sendable {
    /// The child, which leads a process group of its own.
    package let id: ProcessID
    /// Becomes readable when the child has ended: `pidfd_open(2)`.
    private let end: Descriptor
    /// The child's standard output; nil once it has closed it.
    private var output: Descriptor?
    /// The child's standard input; nil once it is closed.
    private var input: Descriptor?
    private let reaper: ProcessReaper
    /// Whether the child is to exit by itself: its output has ended.
    private var mayExit = false

    /// Starts a program in a directory, with pipes as its standard input and output.
    /// - Parameter reaper: what collects the child when its owner has ended.
    /// - Throws: the call that failed; nothing is left behind then.
    package static func start(
        _ program: Program, in directory: borrowing Descriptor, reaper: ProcessReaper
    ) throws(SystemError) -> RunningProcess {
        let input = try Processes.pipe()
        let output = try Processes.pipe()
        try input.writing.setNonBlocking()
        try output.reading.setNonBlocking()
        let id = try Processes.spawn(
            path: program.path, directory: directory, arguments: program.arguments,
            environment: program.environment, input: input.reading, output: output.writing)
        do {
            return RunningProcess(
                id: id, end: try Processes.descriptor(of: id), input: input.takeWriting(),
                output: output.takeReading(), reaper: reaper)
        } catch {
            reaper.adopt(id, asking: true)
            throw error
        }
    }

    private init(
        id: ProcessID, end: consuming Descriptor, input: consuming Descriptor,
        output: consuming Descriptor, reaper: ProcessReaper
    ) {
        self.id = id
        self.end = consume end
        self.input = consume input
        self.output = consume output
        self.reaper = reaper
    }

    deinit { reaper.adopt(id, asking: !mayExit) }

    /// The descriptors to wait for.
    package var descriptors: ProcessDescriptors {
        ProcessDescriptors(
            process: id.number, end: end.number, output: Self.number(output),
            input: Self.number(input))
    }

    private static func number(_ descriptor: borrowing Descriptor?) -> Int32? {
        switch descriptor {
        case .some(let descriptor): descriptor.number
        case .none: nil
        }
    }

    /// Whether the child can still be given input.
    package var acceptsInput: Bool { input != nil }

    /// Closes the child's standard input.
    package mutating func closeInput() { input = nil }

    /// Writes as much of the buffer as the pipe takes and consumes it: `write(2)`.
    /// - Returns: `ended` when the child has closed its standard input.
    package mutating func write(_ buffer: ByteBuffer) throws(SystemError) -> Transfer {
        let outcome: Transfer
        switch input {
        case .some(let pipe): outcome = try buffer.write(to: pipe)
        case .none: outcome = .ended
        }
        if outcome == .ended { input = nil }
        return outcome
    }

    /// Reads what the child has written, as far as the buffer has room: `read(2)`.
    /// - Returns: `ended` when the child, and all that have inherited its standard output, have
    ///   closed it.
    package mutating func read(into buffer: ByteBuffer) throws(SystemError) -> Transfer {
        switch output {
        case .some(let pipe): return try buffer.read(from: pipe)
        case .none: return .ended
        }
    }

    /// Whether the child has ended; it has not been collected then.
    package var hasEnded: Bool { Processes.hasEnded(id) }

    /// The output has ended: the child is given time to exit before it is asked to.
    package mutating func outputEnded() {
        output = nil
        mayExit = true
    }
}

/// The descriptors of a running process, lent to whatever waits for them. They are valid as long as
/// its owner lives.
public struct ProcessDescriptors: Equatable, Sendable {
    /// The process number, which tells one process from the next.
    package let process: Int32
    /// Becomes readable when the process has ended, and stays readable. Nil once the end is known:
    /// a wait that included it would return at once.
    package var end: Int32?
    /// Becomes readable when the process has written.
    package let output: Int32?
    /// Becomes writable when the process has read.
    package let input: Int32?
}
