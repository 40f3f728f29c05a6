import HTTPServer
import HTTPWire
import SystemCalls

/// Files as they are.
struct StaticResponder {
    /// Files of at most this size are read when they are represented: they travel with their head
    /// in one `send`, and their length is certain.
    static let inlineLimit = 16 * 1024
    /// How often a file is read that changes its length meanwhile.
    private static let attempts = 8

    let site: Site

    /// The file: its type by its name, its validators by its state.
    /// - Parameters:
    ///   - withContent: whether the content will be sent. Otherwise it is not read.
    ///   - mayWait: whether a disk may be waited for.
    /// - Returns: the representation, and the state of the file that it shows.
    func represent(
        _ file: SharedFile, _ status: FileStatus, _ path: RequestPath, withContent: Bool,
        mayWait: Bool
    ) throws(WouldBlock) -> (Representation, FileStatus) {
        var status = status
        for attempt in 1...Self.attempts where withContent && status.size <= Self.inlineLimit {
            guard let content = file.contents(count: status.size, mayWait: mayWait) else {
                if !mayWait { throw WouldBlock(isRemote: false) }
                // Sending it will fail as well, which ends the connection.
                break
            }
            let isWhole = content.count == status.size
            // It was cut while it was read, and nothing has been sent yet: read it again.
            if !isWhole, attempt < Self.attempts, let latest = try? file.descriptor.status() {
                status = latest
                continue
            }
            return (represent(.bytes(content), status, path, isOfStatus: isWhole), status)
        }
        let isRemote = mayWait && !file.descriptor.fileSystem.isLocal
        let range = FileRange(file: file, offset: 0, count: status.size, isRemote: isRemote)
        return (represent(.file(range), status, path), status)
    }

    /// - Parameter isOfStatus: whether the content belongs to the status. A validator of other
    ///   content would let caches put parts of different contents together.
    private func represent(
        _ content: Representation.Content, _ status: FileStatus, _ path: RequestPath,
        isOfStatus: Bool = true
    ) -> Representation {
        let validators =
            isOfStatus
            ? Validators(
                of: status, at: WallClock.nanoseconds, settling: site.options.settling)
            : Validators()
        return Representation(
            type: site.mediaTypes.type(forName: path.name).contentType, validators: validators,
            acceptsRanges: true, additional: PageFields.other,
            caching: site.options.freshness.fields(for: path), content: content,
            step: "Handle File")
    }
}
