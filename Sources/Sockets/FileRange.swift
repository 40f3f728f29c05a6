package import SystemCalls

/// An open file that several may read from; closed when the last one lets go.
public final class SharedFile: Sendable {
    /// The file, open for reading.
    package let descriptor: Descriptor

    /// Takes the descriptor over.
    package init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// The first `count` bytes, if they are there and in memory.
    package func contents(count: Int) -> [UInt8]? {
        guard count > 0 else { return [] }
        let buffer = ByteBuffer(initial: count, maximum: count)
        while buffer.room > 0 {
            let read = try? buffer.readIfResident(
                from: descriptor, at: buffer.count, limit: buffer.room)
            guard case .moved? = read else { return nil }
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
    /// Where the bytes that remain begin.
    package var offset: Int
    /// How many remain.
    package var count: Int
    /// Whether it is not on a disk of this machine: then nobody can tell what reading waits for,
    /// and no byte is read where others would wait.
    package var isFar = false

    /// A range of `file`.
    package init(file: SharedFile, offset: Int, count: Int) {
        self.file = file
        self.offset = offset
        self.count = count
    }

    /// A range of a file that nobody else reads from.
    package init(file: consuming Descriptor, offset: Int, count: Int) {
        self.init(file: SharedFile(file), offset: offset, count: count)
    }

    /// Sends what the socket takes, at most `limit` bytes.
    mutating func send(
        to socket: borrowing ConnectionSocket, limit: Int
    ) throws(SystemError) -> Transfer {
        let outcome = try socket.send(file.descriptor, at: offset, count: min(count, limit))
        if case .moved(let sent) = outcome {
            offset += sent
            count -= sent
        }
        return outcome
    }
}

extension Outbox {
    /// Sends what the socket takes of the file and drops it when it has gone whole.
    func sendFile(
        to socket: borrowing ConnectionSocket, limit: Int
    ) throws(SystemError) -> Transfer {
        guard let outcome = try file?.send(to: socket, limit: limit) else { return .moved(0) }
        if file?.count == 0 { file = nil }
        return outcome
    }

    /// Whether the next bytes of the file, if there is one, can be sent without waiting for a disk.
    func isFileResident(limit: Int) -> Bool {
        guard let file else { return true }
        if file.isFar { return false }
        return file.file.descriptor.isResident(at: file.offset, count: min(file.count, limit))
    }

    /// Brings the next bytes of the file into memory; those of a far one into `bytes`, for the
    /// kernel may not keep them.
    func fetchFile(limit: Int) {
        guard var range = file else { return }
        let count = min(range.count, limit)
        guard range.isFar else {
            return range.file.descriptor.fetch(at: range.offset, count: count)
        }
        let read = try? bytes.read(
            from: range.file.descriptor, at: range.offset, limit: min(count, Self.farPiece))
        guard case .moved(let moved)? = read else {
            file = nil
            return abortResponse()
        }
        range.offset += moved
        range.count -= moved
        file = range.count == 0 ? nil : range
    }

    /// Bytes of a far file in memory at a time.
    private static let farPiece = 64 * 1024
}
