import CLinux
import Glibc

/// Which file, in which state: two equal ones have the same content, as far as a file system tells
/// (`st_dev`, `st_ino`, `st_size`, `st_mtim`, `st_ctim` of stat(2)).
package struct FileState: Equatable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int64
    private let modified: Int64
    private let changed: Int64

    init(_ raw: stat) {
        device = UInt64(raw.st_dev)
        inode = UInt64(raw.st_ino)
        size = Int64(raw.st_size)
        // Seconds and nanoseconds in one number: they are only ever compared for equality.
        modified = Int64(raw.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(raw.st_mtim.tv_nsec)
        changed = Int64(raw.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(raw.st_ctim.tv_nsec)
    }

    /// When it was changed last, in nanoseconds since 1970.
    var lastChange: Int64 { max(modified, changed) }
}
