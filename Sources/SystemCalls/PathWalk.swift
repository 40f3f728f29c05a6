import CLinux
import Glibc
import SystemPackage

/// Resolves a path beneath a directory, the root, in user space: `openat(2)` with `O_PATH` and
/// `O_NOFOLLOW` for one component after another, `readlinkat(2)` for symbolic links.
///
/// It decides by descriptors, never by comparing paths. A component is looked up in a directory
/// that was reached from the root, and no step follows a link or goes up. A link that leaves the
/// root, because it is absolute or has too many "..", is walked likewise from where it leads; when
/// it comes to a directory that has the device and inode of the root, it is inside again and goes
/// on from the root's descriptor. So it does not matter by which path the root itself is reached. A
/// path that ends elsewhere leads outside, even if a bind mount shows the same file inside.
struct PathWalk: ~Copyable {
    /// Symbolic links that are followed at most, as the kernel does: `path_resolution(7)`.
    private static let linkLimit = 40
    /// Components that are looked up at most, counting those that are walked once more because of a
    /// "..": many times what a path without tricks has.
    private static let stepLimit = 1 << 16
    private static let directoryFlags = clinux_o_path() | O_DIRECTORY | O_CLOEXEC

    /// What the path leads to.
    private struct Place: ~Copyable {
        /// The directory in which it has `name`; nil for the root.
        let parent: Descriptor?
        /// "." for the directory itself.
        let name: [UInt8]
        /// Itself, with `O_PATH`.
        let located: Descriptor
        let mode: mode_t
    }

    private let links: PathResolver.Links
    /// The device that may not be left: `st_dev`; nil if any may.
    private let device: UInt?
    private let rootIdentity: FileIdentity
    /// What is still to be walked, the next component last.
    private var pending: [[UInt8]]
    /// What has been walked from the root; no symbolic link among it.
    private var walked: [[UInt8]] = []
    /// Where the walk is; nil for the root.
    private var current: Descriptor?
    private var isOutside = false
    private var followed = 0
    private var steps = 0

    private init(
        _ path: [UInt8], _ root: borrowing Descriptor, links: PathResolver.Links,
        staysOnDevice: Bool = false
    ) throws(Errno) {
        let raw = try Self.status(of: root)
        self.links = links
        rootIdentity = FileIdentity(raw)
        device = staysOnDevice ? raw.st_dev : nil
        pending = Self.components(of: path).reversed()
    }

    /// Opens what `path` leads to.
    /// - Parameter flags: of `open(2)`; unless they contain `O_PATH`, only regular files and
    ///   directories are opened.
    /// - Throws: `EXDEV` when it leads outside and may not; `EAGAIN` when it was exchanged
    ///   meanwhile; `ENXIO` for what must not be opened.
    static func open(
        _ path: [UInt8], beneath root: borrowing Descriptor, _ flags: Int32,
        links: PathResolver.Links
    ) throws(Errno) -> Descriptor {
        var walk = try PathWalk(path, root, links: links)
        let place = try walk.walk(root)
        let isDirectory = clinux_is_directory(place.mode) != 0
        if flags & O_DIRECTORY != 0, !isDirectory { throw .notDirectory }
        if flags & clinux_o_path() != 0 { return place.located }
        guard FileStatus.isOpenable(place.mode) else { throw .noSuchAddressOrDevice }
        do throws(Errno) {
            return try Self.open(place.name, in: place.parent, root, flags | O_NOFOLLOW)
        } catch {
            throw error == .tooManySymbolicLinkLevels ? .resourceTemporarilyUnavailable : error
        }
    }

    /// Whether a path leads to another file system, which is not asked for anything, or outside.
    static func leavesFileSystem(
        _ path: [UInt8], from root: borrowing Descriptor, links: PathResolver.Links
    ) -> Bool {
        do throws(Errno) {
            var walk = try PathWalk(path, root, links: links, staysOnDevice: true)
            _ = try walk.walk(root)
            return false
        } catch {
            return error == .improperLink
        }
    }

    // MARK: Walking

    /// Walks to the end. What goes wrong outside is not told where links may not lead there.
    private mutating func walk(_ root: borrowing Descriptor) throws(Errno) -> Place {
        do throws(Errno) {
            let place = try advance(root)
            if isOutside, links == .inside { throw .improperLink }
            return place
        } catch {
            let isRefused = isOutside && links == .inside && OpenRefusal(error) != .exhausted
            throw isRefused ? .improperLink : error
        }
    }

    private mutating func advance(_ root: borrowing Descriptor) throws(Errno) -> Place {
        while let name = pending.popLast() {
            if name == Self.itself, !pending.isEmpty { continue }
            if name == Self.above || name == Self.top {
                try move(name, root)
                continue
            }
            let next = try look(up: name, root)
            let raw = try status(of: next)
            if raw.st_mode & S_IFMT == S_IFLNK {
                try follow(next)
            } else if isOutside, FileIdentity(raw) == rootIdentity {
                enterRoot()
            } else if pending.isEmpty {
                return Place(
                    parent: current.take(), name: name, located: next, mode: raw.st_mode)
            } else {
                guard clinux_is_directory(raw.st_mode) != 0 else { throw .notDirectory }
                if !isOutside { walked.append(name) }
                current = .some(next)
            }
        }
        throw .noSuchFileOrDirectory
    }

    /// Goes on at the root.
    private mutating func enterRoot() {
        isOutside = false
        walked = []
        current = nil
        if pending.isEmpty { pending = [Self.itself] }
    }

    /// Goes on with the target of a symbolic link.
    private mutating func follow(_ link: borrowing Descriptor) throws(Errno) {
        followed += 1
        guard followed <= Self.linkLimit else { throw .tooManySymbolicLinkLevels }
        let target = try Self.target(of: link)
        guard !target.isEmpty else { throw .noSuchFileOrDirectory }
        pending += Self.components(of: target).reversed()
    }

    /// Goes one directory up, or to where absolute paths begin.
    ///
    /// Inside, the last component is given up and the rest is walked once more: "..", looked up in
    /// a directory that somebody moves meanwhile, could lead anywhere. From the root it leads
    /// outside.
    private mutating func move(_ name: [UInt8], _ root: borrowing Descriptor) throws(Errno) {
        if name == Self.top || isOutside || walked.isEmpty {
            try leave(to: try look(up: name, root, Self.directoryFlags))
            return
        }
        walked.removeLast()
        while pending.last == Self.above, !walked.isEmpty {
            pending.removeLast()
            walked.removeLast()
        }
        if pending.isEmpty { pending = [Self.itself] }
        pending += walked.reversed()
        walked = []
        current = nil
    }

    /// Goes on in a directory outside, unless it is the root after all.
    private mutating func leave(to directory: consuming Descriptor) throws(Errno) {
        isOutside = true
        let raw = try status(of: directory)
        if FileIdentity(raw) == rootIdentity { return enterRoot() }
        current = .some(directory)
        if pending.isEmpty { pending = [Self.itself] }
    }

    // MARK: Steps

    private mutating func look(
        up name: [UInt8], _ root: borrowing Descriptor,
        _ flags: Int32 = clinux_o_path() | O_NOFOLLOW | O_CLOEXEC
    ) throws(Errno) -> Descriptor {
        steps += 1
        guard steps <= Self.stepLimit else { throw .tooManySymbolicLinkLevels }
        return try Self.open(name, in: current, root, flags)
    }

    private static func open(
        _ name: [UInt8], in directory: borrowing Descriptor?, _ root: borrowing Descriptor,
        _ flags: Int32
    ) throws(Errno) -> Descriptor {
        let number =
            switch directory {
            case .some(let directory): directory.number
            case .none: root.number
            }
        let result = unsafe withCString(name) { name in
            retrying { unsafe clinux_openat(number, name, flags) }
        }
        return Descriptor(adopting: try result.get())
    }

    /// - Throws: `EXDEV` for another device than the one that may not be left.
    private func status(of file: borrowing Descriptor) throws(Errno) -> stat {
        let raw = try Self.status(of: file)
        if let device, raw.st_dev != device { throw .improperLink }
        return raw
    }

    /// What the kernel knows already: kind, device and inode do not change, so no other machine
    /// has to be asked.
    private static func status(of file: borrowing Descriptor) throws(Errno) -> stat {
        var raw = stat()
        let number = file.number
        _ = try retrying { unsafe clinux_entry_status(number, "", 0, &raw) }.get()
        return raw
    }

    private static func target(of link: borrowing Descriptor) throws(Errno) -> [UInt8] {
        let number = link.number
        let size = Int(PATH_MAX)
        return try unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) {
            (target) throws(Errno) in
            let result = retrying { unsafe readlinkat(number, "", target.baseAddress!, size) }
            return unsafe target.prefix(try result.get()).map { UInt8(bitPattern: $0) }
        }
    }

    private static let itself = [UInt8(ascii: ".")]
    private static let above = Array("..".utf8)
    private static let top = [UInt8(ascii: "/")]

    /// What stands between slashes. A slash at the beginning is a component of its own; one at the
    /// end wants a directory, as "." does.
    private static func components(of path: [UInt8]) -> [[UInt8]] {
        let parts = path.split(separator: top[0]).map(Array.init)
        return (path.first == top[0] ? [top] : []) + parts + (path.last == top[0] ? [itself] : [])
    }
}
