import CLinux
import Glibc
import SystemPackage

/// Files named by clients: the kernel resolves every path, which cannot leave the directory.
extension Descriptor {
    /// The flags for opening files named by clients: nothing blocks, and no terminal becomes the
    /// controlling one.
    static let readingFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC

    /// Opens a regular file or a directory for reading.
    ///
    /// Symbolic links that stay beneath are followed, others count as not found. Anything else than
    /// a file or a directory is refused without opening it: that would let a process go on that
    /// waits for the reader of a FIFO, or rewind a tape. The kind is asked for first, by one
    /// `fstatat(2)`; a FIFO that takes a file's place in the microsecond between is opened, and
    /// closed unread. A file on which somebody has a lease is waited for, at most a minute.
    /// - Parameters:
    ///   - path: relative, without NUL; "." is the directory itself.
    ///   - resolver: how it is resolved.
    ///   - asDirectory: opens nothing but a directory (`O_DIRECTORY`).
    package func openBeneath(
        _ path: [UInt8], by resolver: PathResolver, asDirectory: Bool = false
    ) throws(OpenRefusal) -> Descriptor {
        if !asDirectory { try refuseSpecial(path, resolver) }
        let flags = Self.readingFlags | (asDirectory ? O_DIRECTORY : 0)
        do throws(Errno) {
            return try resolver.open(path, beneath: self, flags)
        } catch {
            throw OpenRefusal(error)
        }
    }

    /// The same with `O_PATH`: neither readable nor blocked by permissions of the file itself,
    /// good for `status`, `isExecutable` and as a directory to resolve from.
    package func locateBeneath(
        _ path: [UInt8], by resolver: PathResolver
    ) throws(OpenRefusal) -> Descriptor {
        let flags = clinux_o_path() | O_CLOEXEC
        do throws(Errno) {
            return try resolver.open(path, beneath: self, flags)
        } catch {
            throw OpenRefusal(error)
        }
    }

    /// Locates a directory, for a process that is to work in it: `O_PATH` and `O_DIRECTORY`.
    /// Symbolic links that stay beneath are followed.
    package func locateDirectoryBeneath(
        _ path: [UInt8], by resolver: PathResolver
    ) throws(SystemError) -> Descriptor {
        do throws(Errno) {
            return try resolver.open(
                path, beneath: self, clinux_o_path() | O_DIRECTORY | O_CLOEXEC)
        } catch {
            throw SystemError(call: "openat2", errno: error)
        }
    }

    /// Throws for what is neither file nor directory. A walk finds that out by itself.
    private func refuseSpecial(
        _ path: [UInt8], _ resolver: PathResolver
    ) throws(OpenRefusal) {
        guard resolver.means == .kernel else { return }
        var raw = stat()
        let result = unsafe withCString(path) { name in
            retrying { unsafe fstatat(number, name, &raw, AT_SYMLINK_NOFOLLOW) }
        }
        switch result {
        case .success:
            if FileStatus.isOpenable(raw.st_mode) { return }
            // A link, or perhaps outside, where another link has led: the resolver decides that.
            let isOpenable = try locateBeneath(path, by: resolver).isOpenable
            if !isOpenable { throw .forbidden }
        case .failure(.noSuchFileOrDirectory): throw .notFound
        // `openat2` reports why it cannot be opened.
        case .failure: break
        }
    }

    /// Whether this is a regular file or a directory, which can be opened without side effects.
    var isOpenable: Bool {
        var raw = stat()
        guard case .success = retrying({ unsafe fstat(number, &raw) }) else { return false }
        return FileStatus.isOpenable(raw.st_mode)
    }
}

/// Lends `bytes` as a C string. The caller has refused NUL.
func withCString<R, E: Error>(
    _ bytes: [UInt8], _ body: (UnsafePointer<CChar>) throws(E) -> R
) throws(E) -> R {
    try unsafe withUnsafeTemporaryAllocation(
        of: CChar.self, capacity: bytes.count + 1
    ) { (copy) throws(E) in
        for index in bytes.indices { unsafe copy[index] = CChar(bitPattern: bytes[index]) }
        unsafe copy[bytes.count] = 0
        return try unsafe body(UnsafePointer(copy.baseAddress!))
    }
}
