import Synchronization
import SystemPackage

/// The destination of a log: a file, a pipe, a terminal or a socket. Writing never waits for a
/// reader.
///
/// The reader of a log may be slow or stop: a pager, a full pipe, a terminal after Ctrl-S. A server
/// that waited for it would serve no one. So lines that find no room stay in this process, up to
/// `backlogLimit` bytes, and leave when a wait that includes the sink (`LineSinks`) finds room. A
/// line beyond that is lost, and counted in `lost`. Where there is no room for good, on a full disk
/// or at `RLIMIT_FSIZE`, it is lost at once.
///
/// Lines are written by calls of at most `PIPE_BUF` bytes, which a pipe takes whole or not at all,
/// so lines of several processes with the same log do not mix. A longer line is written by one call
/// if there is room for all of it. If not, its rest follows when there is; if another process has
/// written meanwhile, it has begun with a line feed, and the rest is lost. A full disk may cut a
/// line short, too: then the next line, of whichever process, begins with a line feed. Two
/// processes that do so at the same moment leave an empty line.
package final class LineSink: Sendable {
    /// Bytes of lines that wait for room in one process: some thousand lines.
    package static let backlogLimit = 1 << 20
    /// Bytes of a pipe, if it has fewer and the system allows it (`fs.pipe-max-size`,
    /// `fs.pipe-user-pages-soft`): 16 times the usual. All processes share it.
    package static let pipeSize = 1 << 20
    /// What a pipe takes whole or not at all: `PIPE_BUF`.
    private static let atomicBytes = 4096
    private static let lineFeed = [UInt8(ascii: "\n")]

    /// What could not be written, over this process and those that it forks.
    package let lost: LostLines
    private let descriptor: Descriptor
    private let pipeSize: Int
    private let backlog: Guarded<LineBacklog>
    /// Whether the backlog has lines; read without its lock.
    private let hasBacklog = Atomic(false)
    /// Whether it is a regular file, the last byte of which can be read.
    private let isFile: Atomic<Bool>
    /// Whether `write(2)` never waits for a reader: true for a file and for an open file
    /// description that this sink made non-blocking.
    private let isPrompt: Atomic<Bool>

    /// A sink that appends to `descriptor`.
    /// - Parameters:
    ///   - backlogLimit: bytes of lines that may wait.
    ///   - pipeSize: bytes that a pipe is enlarged to.
    /// - Throws: `ENOMEM`.
    package init(
        _ descriptor: consuming Descriptor, backlogLimit: Int = LineSink.backlogLimit,
        pipeSize: Int = LineSink.pipeSize
    ) throws(SystemError) {
        lost = try LostLines()
        let isFile = descriptor.isFile
        self.isFile = Atomic(isFile)
        isPrompt = Atomic(isFile || descriptor.stopWaiting())
        descriptor.enlargePipe(to: pipeSize)
        self.descriptor = descriptor
        self.pipeSize = pipeSize
        backlog = Guarded(LineBacklog(limit: backlogLimit))
    }

    /// Appends to the file at `path` from now on, which is created with mode 0640 if there is none.
    /// Lines that wait go there. Other threads may write meanwhile: the new file takes the number
    /// of the old one in one step, `dup3(2)`.
    /// - Throws: the error of `open(2)`; the old file stays in use then.
    package func reopen(_ path: String) throws(SystemError) {
        let opened = try Descriptor.reopenForAppending(path)
        let isFile = opened.isFile
        if !isFile { try opened.setNonBlocking() }
        opened.enlargePipe(to: pipeSize)
        try descriptor.replace(with: opened)
        self.isFile.store(isFile, ordering: .relaxed)
        isPrompt.store(true, ordering: .relaxed)
    }

    /// Appends a line.
    /// - Parameter line: without the line feed at its end.
    /// - Returns: false when a line is lost. That is no reason to fail a request.
    @discardableResult
    package func write(_ line: String) -> Bool {
        change { backlog in
            let isFirst = backlog.isEmpty
            guard backlog.append(line) else {
                lost.note(.wouldBlock)
                return false
            }
            // Behind others it has to wait: a wait tells when there is room.
            return isFirst ? send(&backlog) : true
        }
    }

    /// What became of an attempt to write a line.
    package enum Attempt {
        /// It has been written.
        case written
        /// It has been lost, and counted.
        case lost
        /// There is no room for it; nothing has changed.
        case noRoom
    }

    /// Appends a line that is not to wait.
    package func writeAtOnce(_ line: String) -> Attempt {
        change { backlog in
            _ = send(&backlog)
            guard backlog.isEmpty, backlog.append(line) else { return .noRoom }
            let isComplete = send(&backlog)
            guard backlog.dropAll() == 0 else { return .noRoom }
            return isComplete ? .written : .lost
        }
    }

    /// The descriptor to wait for until it is writable, when lines wait; nil when none do.
    package var waiting: Int32? {
        hasBacklog.load(ordering: .relaxed) ? descriptor.number : nil
    }

    /// Writes lines that wait, as many as there is room for.
    package func flush() {
        if hasBacklog.load(ordering: .relaxed) { _ = change { send(&$0) } }
    }

    /// In a forked child: forgets the lines that wait, which its parent writes.
    package func forget() { change { _ = $0.dropAll() } }

    /// Writes the lines that wait before this process ends, and counts as lost what cannot be
    /// written in time.
    /// - Parameter seconds: how long to wait for room; not at all when lines were lost just before,
    ///   for then the reader is too slow anyway.
    package func settle(seconds: Double) {
        flush()
        let end = Instant.now.advanced(bySeconds: lost.isRecent ? 0 : seconds)
        var poll = PollSet()
        while let waiting, Instant.now < end {
            poll.removeAll()
            poll.add(waiting, .writable)
            guard (try? poll.wait(until: end)) != nil else { break }
            flush()
        }
        change { lost.note(.wouldBlock, lines: $0.dropAll()) }
    }

    private func change<R>(_ body: (inout LineBacklog) -> R) -> R {
        backlog.withLock { backlog in
            defer { hasBacklog.store(!backlog.isEmpty, ordering: .relaxed) }
            return body(&backlog)
        }
    }
}

/// Writing what waits.
extension LineSink {
    private enum Progress { case written, lost, noRoom }

    /// - Returns: false when a line has been lost.
    private func send(_ backlog: inout LineBacklog) -> Bool {
        var isComplete = true
        while !backlog.isEmpty {
            switch sendNext(&backlog) {
            case .written: continue
            case .lost: isComplete = false
            case .noRoom: return isComplete
            }
        }
        return isComplete
    }

    private func sendNext(_ backlog: inout LineBacklog) -> Progress {
        let damage = lost.damage
        if let cut = backlog.cut {
            // Another process has begun afresh behind what was written of the line.
            guard cut == damage else { return drop(1, of: &backlog, .wouldBlock) }
        } else if damage > 0, !isFile.load(ordering: .relaxed) || descriptor.endsWithinLine {
            // Another server may have cut a line of the same file; of a pipe it is known.
            if case .failure(let error) = put(Self.lineFeed.span) {
                return fail(error, backlog.next(most: Self.atomicBytes), &backlog)
            }
            lost.repair(damage)
        }
        let count = backlog.next(most: Self.atomicBytes)
        switch backlog.withFirst(count, put) {
        case .success(let written):
            lost.repair(damage)
            if backlog.remove(written) { return .written }
            return cutShort(&backlog)
        case .failure(let error): return fail(error, count, &backlog)
        }
    }

    private func fail(_ error: Errno, _ count: Int, _ backlog: inout LineBacklog) -> Progress {
        if error == .wouldBlock { return .noRoom }
        // Another process may have cut a line of the same file.
        if isFile.load(ordering: .relaxed) { lost.noteDamage() }
        return drop(count, of: &backlog, error)
    }

    private func drop(
        _ count: Int, of backlog: inout LineBacklog, _ reason: Errno
    ) -> Progress {
        lost.note(reason, lines: backlog.drop(count))
        return .lost
    }

    /// Only a part of a line was written.
    private func cutShort(_ backlog: inout LineBacklog) -> Progress {
        guard isFile.load(ordering: .relaxed) else {
            backlog.holdRest(lost.noteDamage())
            return .written
        }
        // It may be that this one byte fits; if not, the error says why the line did not.
        guard case .failure(let error) = put(Self.lineFeed.span) else {
            return drop(1, of: &backlog, .noSpace)
        }
        lost.noteDamage()
        return drop(1, of: &backlog, error)
    }

    /// Writes as many of the bytes as there is room for, at least one.
    private func put(_ bytes: Span<UInt8>) -> Result<Int, Errno> {
        let result = descriptor.writeOnce(bytes, waits: isPrompt.load(ordering: .relaxed))
        if case .success(0) = result { return .failure(.wouldBlock) }
        return result
    }
}
