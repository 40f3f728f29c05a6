package import SystemCalls

/// An open file with several owners; closed when the last one is gone.
public final class SharedFile: Sendable {
    /// The file, open for reading.
    package let descriptor: Descriptor

    /// Takes ownership of the descriptor.
    package init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// The first `count` bytes.
    /// - Parameter mayWait: whether a disk may be waited for: `pread(2)`, otherwise `preadv2(2)`
    ///   with `RWF_NOWAIT`.
    /// - Returns: the bytes, fewer when the file has become shorter; nil when they cannot be read
    ///   without waiting.
    /// - Throws: why they cannot be read at all.
    package func contents(count: Int, mayWait: Bool) throws(SystemError) -> [UInt8]? {
        guard count > 0 else { return [] }
        let buffer = ByteBuffer(initial: count, maximum: count)
        var hasMore = true
        while hasMore, buffer.room > 0 {
            let position = buffer.count
            let read =
                mayWait
                ? try buffer.read(from: descriptor, at: position, limit: buffer.room)
                : try buffer.readIfResident(from: descriptor, at: position, limit: buffer.room)
            switch read {
            case .moved: continue
            case .ended: hasMore = false
            case .wouldBlock: return nil
            }
        }
        return buffer.withBytes { bytes in
            var copy: [UInt8] = []
            copy.append(copying: bytes)
            return copy
        }
    }
}

/// Bytes `offset` to `offset + count` of an open file.
public struct FileRange: Sendable {
    /// The file.
    package let file: SharedFile
    /// Where the range begins.
    package var offset: Int
    /// How many bytes it has.
    package var count: Int
    /// Whether the file is not on a disk of this machine. Reading it may then take unbounded time,
    /// and a job does so wherever other connections would wait.
    package var isRemote: Bool

    /// A range of `file`.
    package init(file: SharedFile, offset: Int, count: Int, isRemote: Bool = false) {
        self.file = file
        self.offset = offset
        self.count = count
        self.isRemote = isRemote
    }

    /// A range of this range; `part` counts from its first byte.
    func part(_ part: Range<Int>) -> FileRange {
        precondition(part.lowerBound >= 0 && part.upperBound <= count, "beyond the range")
        return FileRange(
            file: file, offset: offset + part.lowerBound, count: part.count, isRemote: isRemote)
    }

    /// Whether both ranges begin at the same byte of the same open file.
    func begins(as other: FileRange) -> Bool {
        file === other.file && offset == other.offset
    }

    /// Whether `sendfile` may send the first `limit` bytes without waiting for a disk.
    func isResident(limit: Int) -> Bool {
        !isRemote && file.descriptor.isResident(at: offset, count: min(count, limit))
    }
}
