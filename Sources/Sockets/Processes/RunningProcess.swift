package import SystemCalls

/// The one owner of a child process: its number, its pidfd and this side of its pipes. No process
/// can be started without creating an owner. Dropping the owner closes the pipes and hands the
/// process to the reaper, which ends the whole process group and collects the child. So the process
/// ends wherever its owner is dropped: with an abandoned exchange, with a result that is never
/// fetched, or when an error is thrown half-way.
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
    /// Whether the child may exit by itself, because its output has ended.
    private var mayExit = false

    /// Starts a program with pipes as its standard input and output.
    /// - Parameters:
    ///   - reaper: collects the child when its owner is dropped.
    ///   - spawn: starts the program (`Processes.spawn`) with these descriptors as its standard
    ///     input and output.
    /// - Throws: the error of the call that failed; then no process and no pipe is left.
    package static func start(
        reaper: ProcessReaper,
        _ spawn: (
            _ input: borrowing Descriptor, _ output: borrowing Descriptor
        ) throws(SystemError) -> ProcessID
    ) throws(SystemError) -> RunningProcess {
        let input = try Processes.pipe()
        let output = try Processes.pipe()
        try input.writing.setNonBlocking()
        try output.reading.setNonBlocking()
        let id = try spawn(input.reading, output.writing)
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

    /// Writes as much of the buffer as the pipe accepts and consumes that: `write(2)`.
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

    /// Reads what the child has written, at most as much as the buffer has room for: `read(2)`.
    /// - Returns: `ended` when the child and every process that inherited its standard output have
    ///   closed it.
    package mutating func read(into buffer: ByteBuffer) throws(SystemError) -> Transfer {
        switch output {
        case .some(let pipe): return try buffer.read(from: pipe)
        case .none: return .ended
        }
    }

    /// Whether the child has ended. It remains to be collected.
    package var hasEnded: Bool { Processes.hasEnded(id) }

    /// Notes that the output has ended: the child gets time to exit by itself before SIGTERM.
    package mutating func outputEnded() {
        output = nil
        mayExit = true
    }
}

/// The descriptors of a running process, lent to a scheduler that waits for them. Valid as long as
/// the owner lives.
public struct ProcessDescriptors: Equatable, Sendable {
    /// The process number, by which a scheduler recognises another process.
    package let process: Int32
    /// Becomes readable when the process has ended, and stays readable. Nil once the end is known:
    /// a wait that included it would return at once.
    package var end: Int32?
    /// Becomes readable when the process has written.
    package let output: Int32?
    /// Becomes writable when the process has read.
    package let input: Int32?
}
