import CLinux
import Glibc
package import SystemPackage

/// How paths that clients name are resolved beneath a directory.
///
/// Mostly by one `openat2(2)` with `RESOLVE_BENEATH`: the kernel decides what lies inside, also
/// while somebody exchanges a directory for a symbolic link. What it refuses to decide, a link that
/// is absolute or leaves the directory on its way back into it, and paths longer than `PATH_MAX`,
/// is left to `PathWalk`, as is everything where `openat2` may not be called.
package struct PathResolver: Sendable {
    /// Which symbolic links are followed.
    package enum Links: String, CaseIterable, Sendable {
        /// Those that end inside the directory.
        case inside
        /// All.
        case outside
    }

    /// What resolves a path.
    package enum Means: Equatable, Sendable {
        /// `openat2(2)`.
        case kernel
        /// `PathWalk`, because `openat2` fails with this error whatever it is asked: `ENOSYS`, or
        /// `EPERM` under an old seccomp profile.
        case walk(Errno)
    }

    /// Which symbolic links are followed.
    package let links: Links
    /// What resolves a path.
    package let means: Means

    /// A resolver that uses `openat2` if it can be called: one call finds out.
    package init(links: Links = .inside) {
        self.init(links: links, means: Self.probe())
    }

    /// A resolver that uses these means.
    package init(links: Links = .inside, means: Means) {
        self.links = links
        self.means = means
    }

    /// Asks for an absolute path, which `RESOLVE_BENEATH` never allows: `EXDEV` says that the call
    /// works.
    private static func probe() -> Means {
        let flags = clinux_o_path() | O_CLOEXEC
        switch retrying({ unsafe clinux_open_beneath(AT_FDCWD, "/", flags, 0) }) {
        case .success(let opened): _ = Descriptor(adopting: opened)
        case .failure(let error):
            if error == .noFunction || error == .notPermitted { return .walk(error) }
        }
        return .kernel
    }

    /// For C: whether a path may lead anywhere.
    var anywhere: Int32 { links == .outside ? 1 : 0 }

    /// Seconds that a lease on a file may delay opening it. The kernel takes the lease away
    /// after 45 s unless `/proc/sys/fs/lease-break-time` says otherwise.
    private static let leasePatience = 60.0
    /// Nanoseconds between two tries, at first and at most.
    private static let leasePauses: (Int64, Int64) = (1_000_000, 16_000_000)

    /// Opens what `path` leads to.
    /// - Parameters:
    ///   - path: relative, without NUL.
    ///   - flags: of `open(2)`.
    /// - Throws: `EXDEV` when it leads outside and may not, and what `openat2` says.
    func open(
        _ path: [UInt8], beneath root: borrowing Descriptor, _ flags: Int32
    ) throws(Errno) -> Descriptor {
        var (attempts, pause, end) = (0, Self.leasePauses.0, Instant.distantFuture)
        while true {
            do throws(Errno) {
                return try openOnce(path, root, flags)
            } catch {
                // A rename raced with a ".." in the path: openat2(2) says to try again. Or the file
                // has a lease, and its holder has been asked to give it back: fcntl(2).
                guard error == .resourceTemporarilyUnavailable else { throw error }
                attempts += 1
                if attempts <= 8 { continue }
                if attempts == 9 { end = Instant.now.advanced(bySeconds: Self.leasePatience) }
                guard Instant.now < end else { throw error }
                Timers.sleep(nanoseconds: pause)
                pause = min(2 * pause, Self.leasePauses.1)
            }
        }
    }

    private func openOnce(
        _ path: [UInt8], _ root: borrowing Descriptor, _ flags: Int32
    ) throws(Errno) -> Descriptor {
        if means == .kernel {
            let number = root.number
            let result = unsafe withCString(path) { name in
                retrying { unsafe clinux_open_beneath(number, name, flags, anywhere) }
            }
            switch result {
            case .success(let opened): return Descriptor(adopting: opened)
            case .failure(let error):
                let isLeft = error == .improperLink && links == .inside
                guard isLeft || isTooLong(path, error) else { throw error }
            }
        }
        return try PathWalk.open(path, beneath: root, flags, links: links)
    }

    /// Whether no call takes a path as long as this.
    func isTooLong(_ path: [UInt8], _ error: Errno) -> Bool {
        error == .fileNameTooLong && path.count >= Int(PATH_MAX)
    }

    /// Whether a path leads to another file system, which is not asked for anything, or outside:
    /// `openat2(2)` with `RESOLVE_NO_XDEV` and `O_PATH`, or a walk.
    func leavesFileSystem(_ path: [UInt8], from root: borrowing Descriptor) -> Bool {
        if means == .kernel {
            let number = root.number
            let result = unsafe withCString(path) { name in
                retrying { unsafe clinux_locate_on_same(number, name, anywhere) }
            }
            switch result {
            case .success(let located):
                _ = Descriptor(adopting: located)
                return false
            case .failure(let error):
                guard isTooLong(path, error) else { return error == .improperLink }
            }
        }
        return PathWalk.leavesFileSystem(path, from: root, links: links)
    }
}
