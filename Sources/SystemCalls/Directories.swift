import CLinux
import Glibc
import SystemPackage

/// The names in a directory, one behind the other in one piece of memory, in the kernel's order and
/// without "." and "..".
///
/// A large directory is read by and by: each `read` is one call of the kernel's and returns some
/// hundred names, so that whoever has other things to do can do them in between.
package struct EntryNames: Sendable {
    /// What a directory says about an entry without a look at the entry itself: `d_type`.
    package enum Kind: Sendable {
        /// The file system does not tell.
        case unknown
        case directory, regular, symbolicLink, other
    }

    /// One name.
    package struct Entry: Sendable {
        /// Where its first byte is in `bytes`.
        package let start: UInt32
        /// Bytes without the NUL behind it: 255 at most (`NAME_MAX`).
        package let count: UInt8
        /// What the directory says it is.
        package let kind: Kind

        /// Where its bytes are.
        package var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
    }

    /// All names, each with a NUL behind it.
    package private(set) var bytes: [UInt8] = []
    /// The names that `read` has added and nobody has removed.
    package private(set) var entries: [Entry] = []

    /// Bytes asked of the kernel at once: some hundred names, read in well under a millisecond.
    private static let recordBytes = 32 * 1024

    /// No names.
    package init() {}

    /// Forgets the entries, whoever has taken them over; the names stay.
    package mutating func removeEntries() { entries = [] }

    /// Reads some more names: `getdents64(2)`.
    /// - Parameters:
    ///   - directory: open for reading; its position moves on.
    ///   - includingHidden: whether names that begin with a dot are wanted.
    /// - Returns: false when there are no more.
    package mutating func read(
        from directory: borrowing Descriptor, includingHidden: Bool
    ) throws(SystemError) -> Bool {
        let number = directory.number
        let outcome: Result<Int, Errno> = unsafe withUnsafeTemporaryAllocation(
            byteCount: Self.recordBytes, alignment: 8
        ) { records in
            let count = retrying {
                unsafe clinux_getdents(number, records.baseAddress!, Self.recordBytes)
            }
            if case .success(let count) = count {
                unsafe take(UnsafeRawBufferPointer(records)[..<count], includingHidden)
            }
            return count
        }
        switch outcome {
        case .success(let count): return count > 0
        case .failure(let error): throw SystemError(call: "getdents64", errno: error)
        }
    }

    /// Takes the names out of `struct linux_dirent64`: inode number and offset of 8 bytes, length
    /// of the record in 2, type in 1, then the name and a NUL.
    private mutating func take(
        _ records: Slice<UnsafeRawBufferPointer>, _ includingHidden: Bool
    ) {
        // Most directories are read at once. Beyond that the array grows by doubling.
        if bytes.isEmpty {
            unsafe bytes.reserveCapacity(records.count / 2)
            unsafe entries.reserveCapacity(records.count / 32)
        }
        var position = 0
        while unsafe position < records.count {
            let record = unsafe records.base.baseAddress! + position
            let length = unsafe Int(record.loadUnaligned(fromByteOffset: 16, as: UInt16.self))
            let type = unsafe record.load(fromByteOffset: 18, as: UInt8.self)
            let name = unsafe (record + 19).assumingMemoryBound(to: CChar.self)
            unsafe take(name, Self.kind(type), includingHidden)
            position += length
        }
    }

    private mutating func take(
        _ name: UnsafePointer<CChar>, _ kind: Kind, _ includingHidden: Bool
    ) {
        let dot = CChar(bitPattern: UInt8(ascii: "."))
        let count = unsafe strlen(name)
        if unsafe name[0] == dot {
            if !includingHidden || count == 1 { return }
            if unsafe count == 2 && name[1] == dot { return }
        }
        guard let length = UInt8(exactly: count), let start = UInt32(exactly: bytes.count) else {
            return
        }
        unsafe name.withMemoryRebound(to: UInt8.self, capacity: count + 1) {
            unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: $0, count: count + 1))
        }
        entries.append(Entry(start: start, count: length, kind: kind))
    }

    private static func kind(_ type: UInt8) -> Kind {
        switch Int(type) {
        case Int(DT_DIR): .directory
        case Int(DT_REG): .regular
        case Int(DT_LNK): .symbolicLink
        case Int(DT_UNKNOWN): .unknown
        default: .other
        }
    }
}

extension Descriptor {
    /// What an entry of this directory is, a symbolic link itself and not what it leads to:
    /// `statx(2)` `AT_SYMLINK_NOFOLLOW`. Nil when it is gone.
    /// - Parameters:
    ///   - name: where the name is in `names`; no copy is made of it.
    ///   - asking: whether a file system that is not in this machine is asked; otherwise what the
    ///     kernel remembers of the entry is good enough.
    package func status(
        ofEntryAt name: Range<Int>, in names: EntryNames, asking: Bool = true
    ) -> FileStatus? {
        var raw = stat()
        let result = unsafe names.bytes.withUnsafeBufferPointer { bytes in
            unsafe precondition(name.upperBound < bytes.count && bytes[name.upperBound] == 0)
            return unsafe bytes.baseAddress!.withMemoryRebound(
                to: CChar.self, capacity: bytes.count
            ) { bytes in
                retrying {
                    unsafe clinux_entry_status(
                        number, bytes + name.lowerBound, asking ? 1 : 0, &raw)
                }
            }
        }
        guard case .success = result else { return nil }
        return FileStatus(raw)
    }

    /// This directory opened anew for reading, with a position of its own.
    package func reopened() throws(SystemError) -> Descriptor {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        return Descriptor(
            adopting: try retrying("openat") { unsafe clinux_openat(number, ".", flags) })
    }

    /// The names in this directory, in the kernel's order, without "." and "..", an array each: for
    /// directories that an operator names.
    /// - Parameter limit: how many names at most.
    /// - Returns: the names, and whether there were more.
    package func entryNames(
        limit: Int
    ) throws(SystemError) -> (names: [[UInt8]], isTruncated: Bool) {
        let directory = try reopened()
        var names = EntryNames()
        while names.entries.count <= limit, try names.read(from: directory, includingHidden: true) {
        }
        let found = names.entries.prefix(limit).map { Array(names.bytes[$0.range]) }
        return (found, names.entries.count > limit)
    }
}
