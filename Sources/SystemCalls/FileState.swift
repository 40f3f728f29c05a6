import CLinux
import Glibc

/// The identity and the version of a file: `st_dev`, `st_ino`, `st_size`, `st_mtim` and `st_ctim`
/// of `stat(2)`.
///
/// Two equal ones have the same content, unless the file was changed again within the resolution of
/// its timestamps, or through a mapping of pages that were dirty already.
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

    /// When the file's content or status changed last, in nanoseconds since 1970.
    var lastChange: Int64 { max(modified, changed) }
}
