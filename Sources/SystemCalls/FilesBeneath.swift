import CLinux
import Glibc
import SystemPackage

/// Files that clients name: every path is resolved by the kernel and cannot leave the directory.
extension Descriptor {
    /// How what clients name is opened: nothing blocks, no terminal becomes the controlling one.
    static let readingFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC

    /// Opens a regular file or a directory for reading: `openat2(2)` with `RESOLVE_BENEATH`.
    ///
    /// Symbolic links that stay beneath are followed, others count as not found. Anything else than
    /// a file or a directory is refused without opening it: that would let a process go on that
    /// waits for the reader of a FIFO, or rewind a tape. The kind is asked for first, by one
    /// `fstatat(2)`; a FIFO that takes a file's place in the microsecond between is opened, and
    /// closed unread. A file on which somebody has a lease is waited for, at most `leasePatience`.
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

    /// The same with `O_PATH`: neither readable nor blocked by permissions of the file itself,
    /// good for `status`, `isExecutable` and as a directory to resolve from.
    package func locateBeneath(_ path: [UInt8]) throws(OpenRefusal) -> Descriptor {
        let flags = clinux_o_path() | O_CLOEXEC
        do throws(Errno) { return try resolve(path, flags) } catch { throw OpenRefusal(error) }
    }

    /// Locates a directory, for a process that is to work in it: `openat2(2)` with `O_PATH` and
    /// `O_DIRECTORY`. Symbolic links that stay beneath are followed.
    package func locateDirectoryBeneath(_ path: [UInt8]) throws(SystemError) -> Descriptor {
        do throws(Errno) {
            return try resolve(path, clinux_o_path() | O_DIRECTORY | O_CLOEXEC)
        } catch {
            throw SystemError(call: "openat2", errno: error)
        }
    }

    /// Throws for what is neither file nor directory.
    private func refuseSpecial(_ path: [UInt8]) throws(OpenRefusal) {
        var raw = stat()
        let result = unsafe withCString(path) { name in
            retrying { unsafe fstatat(number, name, &raw, AT_SYMLINK_NOFOLLOW) }
        }
        switch result {
        case .success:
            if FileStatus.isOpenable(raw.st_mode) { return }
            // A link, or perhaps outside, where another link has led: `openat2` decides that.
            let isOpenable = try locateBeneath(path).isOpenable
            if !isOpenable { throw .forbidden }
        case .failure(.noSuchFileOrDirectory): throw .notFound
        // Why it cannot be opened is for `openat2` to say.
        case .failure: break
        }
    }

    /// Whether this is a regular file or a directory, which can be opened without consequences.
    var isOpenable: Bool {
        var raw = stat()
        guard case .success = retrying({ unsafe fstat(number, &raw) }) else { return false }
        return FileStatus.isOpenable(raw.st_mode)
    }

    /// Seconds that a lease on a file may delay opening it. The kernel takes the lease away
    /// after 45 s unless `/proc/sys/fs/lease-break-time` says otherwise.
    private static let leasePatience = 60.0
    /// Nanoseconds between two tries, at first and at most.
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
                if attempts == 9 { end = Instant.now.advanced(bySeconds: Self.leasePatience) }
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
