import HTTPServer
import HTTPWire
import SystemCalls

/// Files that the kernel makes up while they are read, such as those of `/proc` and `/sys`, and
/// others whose size says less than what can be read.
///
/// Their size is 0 or that of a page, whatever is in them; only reading tells. They have no
/// validators, and nobody may keep them: they differ from one reading to the next.
struct GeneratedFileResponder {
    /// Bytes up to which such a file is read before it is sent, so that its length can be told.
    static let memoryLimit = 1 << 20

    let site: Site

    /// The response with all that can be read.
    /// - Returns: nil for an ordinary file, of which the size is known. That costs no call unless
    ///   nothing is stored for it, as for an empty one.
    /// - Throws: `wouldBlock` unless it may wait: making up a file may take any time.
    func respond(
        _ file: SharedFile, _ status: FileStatus, _ path: RequestPath, mayWait: Bool
    ) throws(StaticResponder.Refusal) -> Response? {
        guard status.isUnstored || status.size == 0 else { return nil }
        let system = file.descriptor.fileSystem
        // A file system in user space may not know the size either.
        guard system.isGenerated || status.size == 0 && !system.isLocal else { return nil }
        guard mayWait else { throw .wouldBlock }
        let stream = GeneratedFileStream(file)
        let isWhole = try stream.read(upTo: Self.memoryLimit)
        if isWhole, stream.content.isEmpty, !system.isGenerated { return nil }
        var fields = ResponseFields()
        fields.append(
            "Content-Type", site.mediaTypes.type(forName: path.name).contentType)
        fields.append("Cache-Control", "no-store")
        fields.append(PageFields.other)
        return Response(
            .ok, fields: fields, content: isWhole ? .bytes(stream.content) : .producer(stream),
            step: "Handle File")
    }
}
