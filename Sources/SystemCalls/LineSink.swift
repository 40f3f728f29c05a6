import CLinux
import Synchronization

/// Where the lines of a log go, without ever waiting for long.
///
/// Whoever reads a log may stop: a pager, a full pipe, a terminal after Ctrl-S. A server that
/// waited for them would serve nobody. A line that cannot be written within `patience` is dropped,
/// and the lines after it are at once, until there is room again.
package final class LineSink: Sendable {
    /// Milliseconds that the first line which finds no room is held up.
    private static let patience: Int32 = 100
    /// A pipe that is writable takes this much without waiting (pipe(7), `PIPE_BUF`).
    private static let pieceSize = 4096

    private let number: Int32
    private let owner: Owner
    private let lost = Atomic<Int>(0)

    private final class Owner: Sendable {
        let descriptor: Descriptor
        /// Whether it takes any line without waiting.
        let isFile: Atomic<Bool>

        init(_ descriptor: consuming Descriptor) {
            isFile = Atomic((try? descriptor.status())?.kind == .regular)
            self.descriptor = descriptor
        }
    }

    /// A sink that writes to `descriptor`.
    package init(_ descriptor: consuming Descriptor) {
        owner = Owner(descriptor)
        number = owner.descriptor.number
    }

    /// Writes to the file at `path` from now on, created if there is none. Other threads may write
    /// meanwhile: the new file takes the number of the old one in one step, `dup3(2)`.
    /// - Throws: what opening it said; the old file goes on then.
    package func reopen(_ path: String) throws(SystemError) {
        let opened = try Descriptor.reopenForAppending(path)
        // Before: what is written by others in between is looked at more closely than it need be.
        owner.isFile.store(false, ordering: .relaxed)
        try owner.descriptor.replace(with: opened)
        let isFile = (try? owner.descriptor.status())?.kind == .regular
        owner.isFile.store(isFile, ordering: .relaxed)
    }

    /// Lines dropped since `forgetLost` was called.
    package var lostLines: Int { lost.load(ordering: .relaxed) }

    /// So many lost lines have been told of.
    package func forgetLost(_ count: Int) { lost.subtract(count, ordering: .relaxed) }

    /// Appends a line, to a file in one call. What cannot be written is lost: a log on a full disk
    /// is no reason to fail a request.
    /// - Returns: whether it was written.
    @discardableResult
    package func write(_ line: String) -> Bool {
        let bytes = Array((line + "\n").utf8)
        if owner.isFile.load(ordering: .relaxed) {
            try? owner.descriptor.writeAll(bytes)
            return true
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let hasLost = lost.load(ordering: .relaxed) > 0
            guard clinux_is_writable(number, hasLost ? 0 : Self.patience) != 0 else {
                lost.add(1, ordering: .relaxed)
                return false
            }
            try? owner.descriptor.writeAll(Array(rest.prefix(Self.pieceSize)))
            rest = rest.dropFirst(Self.pieceSize)
        }
        return true
    }
}
