internal import SystemCalls
internal import SystemPackage

/// Reads and writes whole files that the user names.
package enum FileContent {
    /// Reads a file, or standard input for `-`.
    ///
    /// - Throws: ``ClientError`` when it cannot be read or has more than `limit` octets.
    package static func read(_ path: String, limit: Int) throws(ClientError) -> [UInt8] {
        do throws(SystemError) {
            let file =
                path == "-"
                ? try Descriptor.duplicate(0) : try Descriptor.openForReading(path)
            let buffer = ByteBuffer(initial: 64 * 1024, maximum: limit + 1)
            while buffer.room > 0, case .moved = try buffer.read(from: file) {}
            if buffer.count > limit {
                throw SystemError(call: "read", errno: .fileTooLarge)
            }
            return buffer.withBytes { bytes in
                var copy: [UInt8] = []
                copy.reserveCapacity(bytes.count)
                copy.append(copying: bytes)
                return copy
            }
        } catch {
            throw ClientError(
                "cannot read \(path): \(error.errno)", exitStatus: ExitStatus.cannotRead)
        }
    }

    /// Overwrites a file, or writes to standard output for `-`.
    ///
    /// - Throws: ``ClientError`` when it cannot be written.
    package static func write(_ path: String, _ text: String) throws(ClientError) {
        let writer = try FileWriter(path)
        try writer.write(text)
    }
}
