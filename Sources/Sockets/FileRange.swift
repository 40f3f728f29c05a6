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
        return file.file.descriptor.isResident(at: file.offset, count: min(file.count, limit))
    }

    /// Brings the next bytes of the file into memory.
    func fetchFile(limit: Int) {
        guard let file else { return }
        file.file.descriptor.fetch(at: file.offset, count: min(file.count, limit))
    }
}
