import HTTPWire
package import Sockets
import SystemCalls

/// A running process that answers an exchange: content of the request goes in, the response comes
/// out. Its end ends the process.
package final class ProcessLink {
    /// Bytes of request content that may wait for the process to read them.
    static let inputHighWater = 64 * 1024
    /// Content is passed on in pieces only while there is this much room, which holds the longest
    /// chunk line or trailer section: the parser never starves for want of room.
    static let leastRoom = 16 * 1024

    private var running: RunningProcess
    /// Finds the response's head in the output.
    let reader: any ProcessHeadReader
    /// Content on its way to the process.
    let input = ByteBuffer(initial: 16 * 1024, maximum: inputHighWater)
    private var inputEnds = false
    /// What its pipes are believed to be ready for. Optimistic until a call says otherwise.
    var ready: Readiness = [.readable, .writable]
    /// Whether it had not taken all content that it was given.
    var wasBehind = false
    /// Whether the process has ended, though others may still hold its output open.
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

    /// The end of the process was reported: what is in its pipe by now is all of its response. A
    /// report about another process, which had the same place before, is ignored.
    func noteEnd() {
        guard running.hasEnded else { return }
        hasEnded = true
        ready.insert(.readable)
    }

    /// Whether the process takes more of the request's content; otherwise it is to be discarded.
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

    /// Writes what the pipe takes of the pending content.
    /// - Returns: whether something moved.
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
