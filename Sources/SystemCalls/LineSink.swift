import Synchronization
import SystemPackage

/// The destination of a log: a file, a pipe, a terminal or a socket. Writing never waits for a
/// reader.
///
/// The reader of a log may stop: a pager, a full pipe, a terminal after Ctrl-S. A server that
/// waited for it would serve no one. So a line for which there is no room is lost at once, and
/// counted in `lost`. The same holds for a full disk and for `RLIMIT_FSIZE`.
///
/// A line is written by one call, so lines of several processes with the same log do not mix. A
/// full disk may cut a line short, and so may a pipe that has no room for all of a line longer than
/// `PIPE_BUF` (4096 bytes). The rest is not written later, because another process may have written
/// in between; instead the next line, of whichever process, begins with a line feed. Two processes
/// that do so at the same moment leave an empty line.
package final class LineSink: Sendable {
    private static let lineFeed = UInt8(ascii: "\n")

    /// What could not be written, over this process and those that it forks.
    package let lost: LostLines
    private let descriptor: Descriptor
    /// Whether it is a regular file, whose last byte can be read.
    private let isFile: Atomic<Bool>
    /// Whether `write(2)` never waits for a reader: true for a file and for an open file
    /// description that this sink made non-blocking.
    private let isPrompt: Atomic<Bool>

    /// A sink that appends to `descriptor`.
    /// - Throws: `ENOMEM`.
    package init(_ descriptor: consuming Descriptor) throws(SystemError) {
        lost = try LostLines()
        let isFile = descriptor.isFile
        self.isFile = Atomic(isFile)
        isPrompt = Atomic(isFile || descriptor.stopWaiting())
        self.descriptor = descriptor
    }

    /// Appends to the file at `path` from now on; creates it with mode 0640 if it does not exist.
    /// Other threads may write meanwhile: the new file takes the number of the old one in one step,
    /// `dup3(2)`.
    /// - Throws: the error of `open(2)`; the old file stays in use then.
    package func reopen(_ path: String) throws(SystemError) {
        let opened = try Descriptor.reopenForAppending(path)
        let isFile = opened.isFile
        if !isFile { try opened.setNonBlocking() }
        try descriptor.replace(with: opened)
        self.isFile.store(isFile, ordering: .relaxed)
        isPrompt.store(true, ordering: .relaxed)
    }

    /// Appends a line.
    /// - Parameter line: without the line feed at its end.
    /// - Returns: false when it is lost. That is no reason to fail a request.
    @discardableResult
    package func write(_ line: String) -> Bool {
        let isFile = isFile.load(ordering: .relaxed)
        let damage = lost.damage
        // In a file, another server may have repaired the line already, so its last byte is
        // checked.
        let isCut = damage > 0 && (!isFile || descriptor.endsWithinLine)
        let bytes = Array((isCut ? "\n\(line)\n" : "\(line)\n").utf8)
        switch put(bytes) {
        case .success(bytes.count):
            lost.repair(damage)
            return true
        case .success(let count):
            note(bytes[count - 1], isFile)
        case .failure(let error):
            lost.note(error, isDamage: isFile)
        }
        return false
    }

    /// Records a line that was written only in part.
    /// - Parameter last: the last byte of that part.
    private func note(_ last: UInt8, _ isFile: Bool) {
        if last == Self.lineFeed { return lost.note(.wouldBlock, isDamage: isFile) }
        // This one byte may fit. If not, its error is the reason that the line was cut.
        switch put([Self.lineFeed]) {
        case .success: lost.note(isFile ? .noSpace : .wouldBlock, isDamage: false)
        case .failure(let error): lost.note(error, isDamage: true)
        }
    }

    /// Writes as many of the bytes as there is room for, at least one.
    private func put(_ bytes: [UInt8]) -> Result<Int, Errno> {
        let result = descriptor.writeOnce(bytes, waits: isPrompt.load(ordering: .relaxed))
        if case .success(0) = result { return .failure(.wouldBlock) }
        return result
    }
}
