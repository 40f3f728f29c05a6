import CLinux
import Glibc

/// The identity and the version of a file: `st_dev`, `st_ino`, `st_size`, `st_mtim` and `st_ctim`
/// of `stat(2)`.
///
/// Two equal ones have the same content, unless the file was changed again within the resolution of
/// its timestamps, or through a mapping of pages that were dirty already.
package struct FileState: Equatable, Sendable {
    private let device: UInt64
    /// `st_ino`.
    package let inode: UInt64
    private let size: Int64
    /// `st_mtim` in nanoseconds since 1970: when the content changed, or what `utimensat(2)` says.
    package let modified: Int64
    /// `st_ctim` in nanoseconds since 1970: when anything of the file changed, its name and its
    /// stamps included. Nobody can set it but by the clock.
    package let changed: Int64

    init(_ raw: stat) {
        device = UInt64(raw.st_dev)
        inode = UInt64(raw.st_ino)
        size = Int64(raw.st_size)
        // Seconds and nanoseconds in one number: they are only ever compared for equality.
        modified = Int64(raw.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(raw.st_mtim.tv_nsec)
        changed = Int64(raw.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(raw.st_ctim.tv_nsec)
    }

    /// Whether the last change came at least `age` nanoseconds before `now`, so that the next one
    /// shows, whatever the resolution of the stamps.
    ///
    /// A modification time in the future was not made by a change now, and is left out of account;
    /// a status change in the future means that the clock was set, and nothing is certain.
    package func isSettled(at now: Int64, for age: Int64) -> Bool {
        let limit = now - age
        return changed < limit && (modified < limit || modified > now)
    }
}
