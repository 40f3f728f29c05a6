import CLinux
import Glibc
import SystemPackage

/// The names in a directory, in the order of the kernel, without "." and "..". They are stored in
/// one array, each with a NUL behind it.
///
/// A large directory is read in steps: each `read` is one system call and adds some hundred names,
/// so an event loop can serve others in between.
package struct EntryNames: Sendable {
    /// The type of an entry as the directory stores it: `d_type` of `getdents64(2)`.
    package enum Kind: Sendable {
        /// The file system does not store it: `DT_UNKNOWN`.
        case unknown
        case directory, regular, symbolicLink, other
    }

    /// One name.
    package struct Entry: Sendable {
        /// The index of its first byte in `bytes`.
        package let start: UInt32
        /// Its length in bytes without the NUL: mostly 255 at most (`NAME_MAX`), but file systems
        /// in user space may have names of up to `PATH_MAX`.
        package let count: UInt16
        /// Its type as the directory stores it.
        package let kind: Kind

        /// The indices of its bytes in `bytes`, without the NUL.
        package var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
    }

    /// The names that were read, each with a NUL behind it.
    package private(set) var bytes: [UInt8] = []
    /// One entry for each name that was read since `removeEntries` was called.
    package private(set) var entries: [Entry] = []

    /// Bytes read in one call: some hundred names, in well under a millisecond.
    private static let recordBytes = 32 * 1024

    /// No names.
    package init() {}

    /// Removes the entries, which the caller has copied, and keeps the bytes of their names.
    package mutating func removeEntries() { entries = [] }

    /// Keeps only these names, in the order of `ranges`, and gives back the memory of the others.
    /// - Parameter ranges: where the names are in `bytes`, without the NUL behind each.
    /// - Returns: where they are now.
    package mutating func keep(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var kept: [UInt8] = []
        kept.reserveCapacity(ranges.reduce(0) { $0 + $1.count + 1 })
        var places: [Range<Int>] = []
        places.reserveCapacity(ranges.count)
        for range in ranges {
            places.append(kept.count..<kept.count + range.count)
            kept += bytes[range]
            kept.append(0)
        }
        bytes = kept
        return places
    }

    /// Keeps only the entries with these indices, in this order, and gives back the memory of the
    /// names of all others.
    package mutating func keep(entriesAt indices: [Int]) {
        let kept = indices.map { entries[$0] }
        entries = zip(kept, keep(kept.map(\.range))).map { entry, place in
            Entry(start: UInt32(place.lowerBound), count: entry.count, kind: entry.kind)
        }
    }

    /// Reads some more names and adds them: `getdents64(2)`. Names are left out once `bytes` has 4
    /// GB.
    /// - Parameters:
    ///   - directory: open for reading. The call advances its file offset.
    ///   - includingHidden: whether to add names that begin with a dot.
    /// - Returns: false when the directory has no more names.
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
        guard let length = UInt16(exactly: count), let start = UInt32(exactly: bytes.count) else {
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
    /// The status of an entry of this directory; of a symbolic link, that of the link: `fstatat(2)`
    /// or `statx(2)`, `AT_SYMLINK_NOFOLLOW`. Nil when it does not exist or cannot be reached.
    /// - Parameters:
    ///   - name: the indices of the name in `names.bytes`. It is not copied.
    ///   - asking: whether a network file system asks its server. If not, the kernel's cached
    ///     attributes are used (`AT_STATX_DONT_SYNC`).
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

    /// This directory, opened once more for reading, with a file offset of its own: `openat(2)`.
    package func reopened() throws(SystemError) -> Descriptor {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        return Descriptor(
            adopting: try retrying("openat") { unsafe clinux_openat(number, ".", flags) })
    }

    /// The names in this directory, in the order of the kernel, without "." and "..", each as an
    /// array of its own.
    /// - Parameter limit: the number of names at most.
    /// - Returns: the names, and whether the directory has more.
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
