import CLinux
import Glibc
import SystemPackage

/// Calls that fail instead of waiting for a disk, for a loop in which others would wait too.
extension Descriptor {
    /// Like `openBeneath`, but fails if the lookup would read the disk, the path resolves to
    /// another file system, or the file has a lease: `openat2(2)` `RESOLVE_CACHED` and
    /// `RESOLVE_NO_XDEV`. The kind of a path cannot be found without a possible wait, so the path
    /// is first located with `O_PATH`, which opens nothing.
    /// - Throws: `PromptRefusal`. Unless it is `refused`, a thread that may wait can call
    ///   `openBeneath`.
    package func openBeneathIfCached(
        _ path: [UInt8], by resolver: PathResolver, asDirectory: Bool = false
    ) throws(PromptRefusal) -> Descriptor {
        if asDirectory { return try openIfCached(path, resolver, Self.readingFlags | O_DIRECTORY) }
        let isOpenable = try locateBeneathIfCached(path, by: resolver).isOpenable
        guard isOpenable else { throw .refused(.forbidden) }
        return try openIfCached(path, resolver, Self.readingFlags)
    }

    /// As `locateBeneath`, on the same conditions.
    package func locateBeneathIfCached(
        _ path: [UInt8], by resolver: PathResolver
    ) throws(PromptRefusal) -> Descriptor {
        try openIfCached(path, resolver, clinux_o_path() | O_CLOEXEC)
    }

    /// A walk in user space cannot tell whether a step of it would wait: without `openat2`
    /// everything is left to a thread that may.
    private func openIfCached(
        _ path: [UInt8], _ resolver: PathResolver, _ flags: Int32
    ) throws(PromptRefusal) -> Descriptor {
        guard resolver.means == .kernel else { throw .disk }
        let anywhere = resolver.anywhere
        let result = unsafe withCString(path) { name in
            retrying { unsafe clinux_open_beneath_cached(number, name, flags, anywhere) }
        }
        switch result {
        case .success(let opened): return Descriptor(adopting: opened)
        case .failure(let error):
            throw resolver.isTooLong(path, error) ? .disk : PromptRefusal(error)
        }
    }

    /// Whether a path beneath this directory leads to another file system, which is not asked for
    /// anything, or outside.
    package func leavesFileSystem(_ path: [UInt8], by resolver: PathResolver) -> Bool {
        resolver.leavesFileSystem(path, from: self)
    }

    /// Opens a directory to watch it. Fails if its path contains a symbolic link or crosses to
    /// another file system: `openat2(2)` with `RESOLVE_NO_SYMLINKS`, `RESOLVE_NO_XDEV` and
    /// `O_PATH`.
    package func openDirectoryBeneath(_ path: [UInt8]) throws(SystemError) -> Descriptor {
        let opened = try unsafe withCString(path) { (name) throws(SystemError) in
            try retrying("openat2") { unsafe clinux_open_directory_beneath(number, name) }
        }
        return Descriptor(adopting: opened)
    }

    /// The status of `path`, relative to this directory, following symbolic links: `fstatat(2)`.
    ///
    /// The path may resolve outside. Use it only to check that a file opened safely is still the
    /// one at this path. Nil when the file does not exist or cannot be reached.
    package func statusFollowing(_ path: [UInt8]) -> FileStatus? {
        var raw = stat()
        let result = unsafe withCString(path) { name in
            retrying { unsafe fstatat(number, name, &raw, 0) }
        }
        guard case .success = result else { return nil }
        return FileStatus(raw)
    }

    /// The status of `name` in this directory; of a symbolic link, that of the link: `fstatat(2)`
    /// `AT_SYMLINK_NOFOLLOW`. Nil when it does not exist.
    package func status(ofEntry name: [UInt8]) -> FileStatus? {
        var raw = stat()
        let result = unsafe withCString(name) { name in
            retrying { unsafe fstatat(number, name, &raw, AT_SYMLINK_NOFOLLOW) }
        }
        guard case .success = result else { return nil }
        return FileStatus(raw)
    }

    /// Whether `count` bytes from `offset` are in memory, so that reading them waits for no disk:
    /// `cachestat(2)`.
    package func isResident(at offset: Int, count: Int) -> Bool {
        clinux_is_resident(number, off_t(offset), count) != 0
    }

    /// Reads `count` bytes from `offset` into the page cache and discards the copy.
    /// Waits for the disk.
    package func fetch(at offset: Int, count: Int) {
        let scratch = ByteBuffer(initial: 128 * 1024, maximum: 128 * 1024)
        var position = offset
        while position < offset + count {
            scratch.removeAll()
            let limit = min(scratch.maximum, offset + count - position)
            let read = try? scratch.read(from: self, at: position, limit: limit)
            guard case .moved(let moved)? = read else { return }
            position += moved
        }
    }

    /// The traits of the file system that the file is on: `fstatfs(2)`.
    package var fileSystem: FileSystemTraits {
        let traits = clinux_file_system(number)
        return FileSystemTraits(
            isLocal: traits == clinux_silent || traits == clinux_reporting,
            reportsChanges: traits == clinux_reporting, isGenerated: traits == clinux_generated)
    }
}

/// What the server may assume of a file system.
package struct FileSystemTraits: Sendable {
    /// Whether it is on this machine: a disk may be slow, but no other machine or process is
    /// involved.
    package let isLocal: Bool
    /// Whether its files change only through this kernel, which reports every change
    /// (`ChangeNotices`).
    package let reportsChanges: Bool

    /// The kernel makes up its files while they are read, such as those of `/proc` and `/sys`:
    /// their sizes, mostly 0 or that of a page, say nothing, and any of them may take its time.
    package let isGenerated: Bool

    /// Traits that were found before.
    package init(isLocal: Bool, reportsChanges: Bool, isGenerated: Bool = false) {
        self.isLocal = isLocal
        self.reportsChanges = reportsChanges
        self.isGenerated = isGenerated
    }
}

extension ByteBuffer {
    /// Like `read(from:at:limit:)`, but returns `wouldBlock` if the bytes are not in memory:
    /// `preadv2(2)` `RWF_NOWAIT`.
    package func readIfResident(
        from file: borrowing Descriptor, at offset: Int, limit: Int
    ) throws(SystemError) -> Transfer {
        try unsafe readOnce("preadv2", limit) { target, count in
            unsafe clinux_pread_nowait(file.number, target, count, off_t(offset))
        }
    }
}
