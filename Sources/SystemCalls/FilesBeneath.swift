import CLinux
import Glibc
import SystemPackage

/// Files named by clients: the kernel resolves every path, which cannot leave the directory.
extension Descriptor {
    /// The flags for opening files named by clients: nothing blocks, and no terminal becomes the
    /// controlling one.
    static let readingFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC

    /// Opens a regular file or a directory for reading: `openat2(2)` with `RESOLVE_BENEATH`.
    ///
    /// Symbolic links that stay beneath are followed, others count as not found. Anything but a
    /// regular file or a directory is refused without opening it: opening a FIFO would release a
    /// process that waits for its reader, and opening a tape could rewind it. One `fstatat(2)`
    /// finds the kind first. A FIFO that replaces a file in the microsecond between is opened and
    /// closed unread. Waits at most `leaseTimeout` for a lease on the file to be given back.
    /// - Parameters:
    ///   - path: relative, without NUL; "." is the directory itself.
    ///   - asDirectory: opens nothing but a directory (`O_DIRECTORY`).
    package func openBeneath(
        _ path: [UInt8], asDirectory: Bool = false
    ) throws(OpenRefusal) -> Descriptor {
        if !asDirectory { try refuseSpecial(path) }
        let flags = Self.readingFlags | (asDirectory ? O_DIRECTORY : 0)
        do throws(Errno) { return try resolve(path, flags) } catch { throw OpenRefusal(error) }
    }

    /// The same with `O_PATH`: needs no permission on the file itself. The descriptor cannot be
    /// read; it serves for `status`, `isExecutable` and as a directory to resolve paths from.
    package func locateBeneath(_ path: [UInt8]) throws(OpenRefusal) -> Descriptor {
        let flags = clinux_o_path() | O_CLOEXEC
        do throws(Errno) { return try resolve(path, flags) } catch { throw OpenRefusal(error) }
    }

    /// Locates a directory that becomes a child's working directory: `openat2(2)` with `O_PATH` and
    /// `O_DIRECTORY`. Follows symbolic links that stay beneath.
    package func locateDirectoryBeneath(_ path: [UInt8]) throws(SystemError) -> Descriptor {
        do throws(Errno) {
            return try resolve(path, clinux_o_path() | O_DIRECTORY | O_CLOEXEC)
        } catch {
            throw SystemError(call: "openat2", errno: error)
        }
    }

    /// Throws unless the path is a regular file or a directory.
    private func refuseSpecial(_ path: [UInt8]) throws(OpenRefusal) {
        var raw = stat()
        let result = unsafe withCString(path) { name in
            retrying { unsafe fstatat(number, name, &raw, AT_SYMLINK_NOFOLLOW) }
        }
        switch result {
        case .success:
            if FileStatus.isOpenable(raw.st_mode) { return }
            // A symbolic link, or a path that may resolve outside through one: `openat2` decides.
            let isOpenable = try locateBeneath(path).isOpenable
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

    /// Seconds that a lease on a file may delay opening it. The kernel breaks the lease after 45 s
    /// (`/proc/sys/fs/lease-break-time`).
    private static let leaseTimeout = 60.0
    /// Nanoseconds between two attempts: the first pause and the longest.
    private static let leasePauses: (Int64, Int64) = (1_000_000, 16_000_000)

    private func resolve(_ path: [UInt8], _ flags: Int32) throws(Errno) -> Descriptor {
        var (attempts, pause, end) = (0, Self.leasePauses.0, Instant.distantFuture)
        while true {
            let result = unsafe withCString(path) { name in
                retrying { unsafe clinux_open_beneath(number, name, flags) }
            }
            switch result {
            case .success(let opened): return Descriptor(adopting: opened)
            case .failure(.resourceTemporarilyUnavailable):
                // A rename raced with a ".." in the path: openat2(2) says to try again. Or the file
                // has a lease, and its holder has been asked to give it back: fcntl(2).
                attempts += 1
                if attempts <= 8 { continue }
                if attempts == 9 { end = Instant.now.advanced(bySeconds: Self.leaseTimeout) }
                guard Instant.now < end else { throw .resourceTemporarilyUnavailable }
                Timers.sleep(nanoseconds: pause)
                pause = min(2 * pause, Self.leasePauses.1)
            case .failure(let error): throw error
            }
        }
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
