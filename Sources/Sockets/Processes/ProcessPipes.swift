package import SystemCalls

/// A running child process and this side of its standard input and output.
public struct ProcessPipes: ~Copyable {
    /// The process, which leads a group of its own.
    package let process: ProcessID
    /// What it writes comes from here; nil once it has closed it.
    var output: Descriptor?
    /// What it is to read goes here; nil once closed.
    var input: Descriptor?
    /// Content on its way to `input`.
    let pendingInput = ByteBuffer(
        initial: 16 * 1024, maximum: Outbox.processInputHighWater)
    private var inputEnds = false

    /// Takes over both descriptors and makes them non-blocking.
    package init(
        process: ProcessID, input: consuming Descriptor, output: consuming Descriptor
    ) throws(SystemError) {
        self.process = process
        try input.setNonBlocking()
        try output.setNonBlocking()
        self.input = consume input
        self.output = consume output
    }

    /// Bytes of content that the process can be given now; nil when its input is closed.
    var inputRoom: Int? {
        input == nil || inputEnds ? nil : pendingInput.room
    }

    /// Whether content waits for the process to read it.
    var wantsInput: Bool { input != nil && !pendingInput.isEmpty }

    /// Closes the input once all content is written.
    mutating func endInput() {
        inputEnds = true
        if pendingInput.isEmpty { input = nil }
    }

    /// Writes what the pipe takes. A process that has closed its input, or ended, gets no more.
    /// - Returns: whether something moved.
    mutating func writeInput() throws(SystemError) -> Bool {
        guard let outcome = try input?.take(from: pendingInput) else { return false }
        switch outcome {
        case .moved:
            if inputEnds && pendingInput.isEmpty { input = nil }
            return true
        case .wouldBlock:
            return false
        case .ended:
            input = nil
            pendingInput.removeAll()
            return true
        }
    }

    /// Reads what the process wrote, at most `limit` bytes, into `buffer`.
    mutating func readOutput(
        into buffer: ByteBuffer, limit: Int
    ) throws(SystemError) -> Transfer {
        guard let outcome = try output?.give(to: buffer, limit: limit) else { return .ended }
        if outcome == .ended { output = nil }
        return outcome
    }
}

extension Descriptor {
    fileprivate func take(from buffer: ByteBuffer) throws(SystemError) -> Transfer {
        try buffer.write(to: self)
    }

    fileprivate func give(to buffer: ByteBuffer, limit: Int) throws(SystemError) -> Transfer {
        try buffer.read(from: self, limit: limit)
    }
}
