import CLinux
import Glibc
import SystemPackage

/// The status of a file: those fields of `struct stat` that a server needs.
package struct FileStatus: Sendable {
    /// Whether the file is what `S_IFMT` calls it.
    package enum Kind: Sendable { case regular, directory, symbolicLink, other }

    /// `S_IFMT`.
    package let kind: Kind
    /// Bytes.
    package let size: Int
    /// `st_mtim`, seconds since 1970.
    package let modified: Int
    /// Whether any of the execute bits is set: without one not even root may execute it.
    package let hasExecuteBit: Bool
    /// `st_nlink`: the names that the file has, here or elsewhere.
    package let linkCount: Int
    /// Whether nothing is stored for it: `st_blocks` is 0. So it is for empty files, for some
    /// sparse and some small ones, and for all that a kernel makes up while they are read.
    package let isUnstored: Bool
    /// Which file in which state it is.
    package let state: FileState

    /// Whether the file has no name left: it was removed while open.
    package var isRemoved: Bool { linkCount == 0 }

    init(_ raw: stat) {
        state = FileState(raw)
        linkCount = Int(raw.st_nlink)
        isUnstored = raw.st_blocks == 0
        if clinux_is_regular(raw.st_mode) != 0 {
            kind = .regular
        } else if clinux_is_directory(raw.st_mode) != 0 {
            kind = .directory
        } else {
            kind = raw.st_mode & S_IFMT == S_IFLNK ? .symbolicLink : .other
        }
        size = Int(raw.st_size)
        modified = raw.st_mtim.tv_sec
        hasExecuteBit = raw.st_mode & 0o111 != 0
    }

    /// Whether `mode` is a regular file's or a directory's.
    static func isOpenable(_ mode: mode_t) -> Bool {
        clinux_is_regular(mode) != 0 || clinux_is_directory(mode) != 0
    }
}

/// Identifies a file (device and inode). Unique while the file is open.
package struct FileIdentity: Equatable, Sendable {
    private let device: UInt
    private let inode: UInt

    /// Of a file with this status.
    init(_ raw: stat) {
        device = raw.st_dev
        inode = raw.st_ino
    }

    /// The identity of the directory at a path that an operator named: `stat(2)`. Nil when it does
    /// not exist.
    package init?(ofDirectory path: String) {
        var raw = stat()
        let result = retrying { unsafe stat(path, &raw) }
        guard case .success = result, clinux_is_directory(raw.st_mode) != 0 else { return nil }
        self.init(raw)
    }
}

extension Descriptor {
    /// Opens a directory that an operator named: `openat(2)` from the working directory.
    package static func openDirectory(_ path: String) throws(SystemError) -> Descriptor {
        Descriptor(
            adopting: try retrying("open") {
                unsafe path.withCString {
                    unsafe clinux_openat(AT_FDCWD, $0, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
                }
            })
    }

    /// Opens a file that an operator named, to read it.
    package static func openForReading(_ path: String) throws(SystemError) -> Descriptor {
        Descriptor(
            adopting: try retrying("open") {
                unsafe path.withCString {
                    unsafe clinux_openat(AT_FDCWD, $0, O_RDONLY | O_NOCTTY | O_CLOEXEC)
                }
            })
    }

    /// Finds a file that an operator named without opening it: `open(2)` with `O_PATH`.
    package static func locate(_ path: String) throws(SystemError) -> Descriptor {
        Descriptor(
            adopting: try retrying("open") {
                unsafe path.withCString {
                    unsafe clinux_openat(AT_FDCWD, $0, clinux_o_path() | O_CLOEXEC)
                }
            })
    }

    /// Opens a log for appending, created with mode 0640 when it is not there: `open(2)`
    /// `O_APPEND`, so that whole lines of several processes never mix.
    package static func openForAppending(_ path: String) throws(SystemError) -> Descriptor {
        Descriptor(
            adopting: try retrying("open") {
                unsafe path.withCString { unsafe clinux_open_append($0) }
            })
    }

    /// The same without waiting, for reopening a log: a FIFO without a reader is an error
    /// (`ENXIO`).
    package static func reopenForAppending(_ path: String) throws(SystemError) -> Descriptor {
        Descriptor(
            adopting: try retrying("open") {
                unsafe path.withCString { unsafe clinux_reopen_append($0) }
            })
    }

    /// Makes this descriptor refer to the file of `other`, atomically: `dup3(2)`. A concurrent call
    /// in another thread uses the old file or the new one.
    package func replace(with other: borrowing Descriptor) throws(SystemError) {
        let source = other.number
        try retrying("dup3") { clinux_replace(source, number) }
    }

    /// `fstat(2)`.
    package func status() throws(SystemError) -> FileStatus {
        var raw = stat()
        try retrying("fstat") { unsafe fstat(number, &raw) }
        return FileStatus(raw)
    }

    /// The file's identity: `fstat(2)`.
    package func identity() throws(SystemError) -> FileIdentity {
        var raw = stat()
        try retrying("fstat") { unsafe fstat(number, &raw) }
        return FileIdentity(raw)
    }

    /// Whether this process may execute the file: `faccessat2(2)` with its effective ids.
    package var isExecutable: Bool { clinux_may_execute(number) != 0 }

    /// Sends `count` bytes of a file from `offset` without copying them through this process:
    /// `sendfile(2)`. `ended` when the file has become shorter or the peer has closed.
    package func sendFile(
        _ file: borrowing Descriptor, at offset: Int, count: Int
    ) throws(SystemError) -> Transfer {
        var position = off_t(offset)
        let source = file.number
        return try Transfer("sendfile") {
            unsafe Glibc.sendfile(number, source, &position, count)
        }
    }

    /// Writes a whole line or block, as one `write(2)` where the kernel takes it whole.
    package func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try retrying("write") {
                unsafe rest.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
            }
            rest = rest.dropFirst(count)
        }
    }
}

extension Descriptor {
    /// The file's absolute path as the kernel reports it, nil if it does not: `readlink(2)` of
    /// `/proc/self/fd`.
    package var path: String? {
        let size = Int(PATH_MAX)
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
            let count = unsafe readlink("/proc/self/fd/\(number)", buffer.baseAddress!, size)
            guard count > 0 else { return nil }
            return unsafe String(
                decoding: UnsafeRawBufferPointer(
                    rebasing: UnsafeRawBufferPointer(buffer)[..<count]),
                as: UTF8.self)
        }
    }
}

/// The descriptors 0, 1 and 2, which all code expects to be open.
package enum StandardDescriptors {
    /// Opens `/dev/null` for those that this process was started without. Otherwise the next socket
    /// could become descriptor 2 and receive every message and every script's standard error.
    package static func ensureOpen() throws(SystemError) {
        while true {
            let number = try retrying("open") {
                unsafe clinux_openat(AT_FDCWD, "/dev/null", O_RDWR)
            }
            guard number <= 2 else {
                _ = Descriptor(adopting: number)
                return
            }
        }
    }

    /// Occupies those that this process was started without, so that using one still fails as if it
    /// were closed: opens `/dev/null` for writing where it would be read, and the reverse.
    package static func reserve() {
        for number in Int32(0)...2 where fcntl(number, F_GETFD) == -1 {
            _ = unsafe clinux_openat(AT_FDCWD, "/dev/null", number == 0 ? O_WRONLY : O_RDONLY)
        }
    }
}

/// Standard error, for messages. A message that cannot be written is lost.
package enum StandardError {
    /// Writes text in one `write(2)`.
    package static func write(_ text: String) {
        var text = text
        _ = text.withUTF8 { bytes in
            retrying { unsafe Glibc.write(2, bytes.baseAddress, bytes.count) }
        }
    }
}

/// Reads whole files. For small ones that are read once.
package enum FileContents {
    /// The bytes of a file.
    /// - Throws: also `EFBIG` when there are more than `limit`.
    package static func read(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
        let file = try Descriptor.openForReading(path)
        // One byte more than allowed, to detect a file that is too long.
        let buffer = ByteBuffer(initial: min(limit + 1, 16 * 1024), maximum: limit + 1)
        while buffer.room > 0 {
            guard case .moved = try buffer.read(from: file) else {
                return buffer.withBytes { bytes in bytes.indices.map { bytes[$0] } }
            }
        }
        throw SystemError(call: "read", errno: .fileTooLarge)
    }
}
