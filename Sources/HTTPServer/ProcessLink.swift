import HTTPWire
package import Sockets
import SystemCalls

/// A running process that answers an exchange: it reads the request's content and writes the
/// response. Dropping the link ends the process.
package final class ProcessLink {
    /// The most bytes of request content that wait for the process to read them.
    static let inputHighWater = 64 * 1024
    /// Content is accepted only while there is this much room: enough for the longest chunk line or
    /// trailer section, so that the parser can always continue.
    static let leastRoom = 16 * 1024

    private var running: RunningProcess
    /// Finds the response's head in the output.
    let reader: any ProcessHeadReader
    /// Content on its way to the process.
    let input = ByteBuffer(initial: 16 * 1024, maximum: inputHighWater)
    private var inputEnds = false
    /// The assumed readiness of its pipes, true until a call returns `wouldBlock`.
    var ready: Readiness = [.readable, .writable]
    /// Whether the process was slow to read content, so that the client could not send more.
    var wasBehind = false
    /// Whether the process has ended. Its descendants may still hold the output open.
    private(set) var hasEnded = false

    /// A process that has just been started.
    /// - Parameter reader: finds the response's head in its output.
    package init(_ running: consuming RunningProcess, _ reader: any ProcessHeadReader) {
        self.running = running
        self.reader = reader
    }

    /// The descriptors to wait for.
    var descriptors: ProcessDescriptors {
        var descriptors = running.descriptors
        if hasEnded { descriptors.end = nil }
        return descriptors
    }

    /// The end of the process was reported: what is in the pipe now is the rest of the response.
    /// Ignores a stale report about an earlier process.
    func noteEnd() {
        guard running.hasEnded else { return }
        hasEnded = true
        ready.insert(.readable)
    }

    /// Whether the process still reads the request's content; otherwise it is discarded.
    var takesInput: Bool { running.acceptsInput && !inputEnds }

    /// Whether there is room for another piece of content.
    var hasRoom: Bool { input.room >= Self.leastRoom }

    /// Whether content waits for the process to read it.
    var hasPendingInput: Bool { running.acceptsInput && !input.isEmpty }

    /// The request's content is complete: standard input ends after what is pending.
    func endInput() {
        inputEnds = true
        if input.isEmpty { running.closeInput() }
    }

    /// Writes as much pending content as the pipe accepts.
    /// - Returns: whether anything was written.
    func writeInput() throws(SystemError) -> Bool {
        switch try running.write(input) {
        case .moved:
            if inputEnds, input.isEmpty { running.closeInput() }
            return true
        case .wouldBlock:
            return false
        case .ended:
            input.removeAll()
            return true
        }
    }

    /// Reads output into an empty buffer.
    func readOutput(into buffer: ByteBuffer) throws(SystemError) -> Transfer {
        try running.read(into: buffer)
    }

    /// The output has ended: the process may exit by itself.
    func outputEnded() { running.outputEnded() }
}
