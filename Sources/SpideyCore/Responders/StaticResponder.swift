import HTTPServer
import HTTPWire
import SystemCalls
import SystemPackage

/// Responses with files.
struct StaticResponder {
    /// Files of at most this many bytes are read into memory: one `send` transfers head and
    /// content, and the length is certain.
    static let inlineLimit = 16 * 1024
    /// Why a file is not represented.
    enum Refusal: Error {
        /// A disk would have to be waited for.
        case wouldBlock
        /// It cannot be read.
        case failed(SystemError)
    }

    /// How often a file is read that changes its length meanwhile.
    private static let attempts = 8

    let site: Site

    /// The representation of a file: its type from its name and, of text, from its content
    /// (decision 0019), its validators from its state.
    /// - Parameters:
    ///   - withContent: whether the content will be sent. Otherwise it is not read.
    ///   - mayWait: whether the call may wait for a disk.
    /// - Returns: the representation, and the state of the file that it shows.
    func represent(
        _ file: SharedFile, _ status: FileStatus, _ path: RequestPath, withContent: Bool,
        mayWait: Bool
    ) throws(Refusal) -> (Representation, FileStatus) {
        let type = site.mediaTypes.type(forName: path.name)
        var status = status
        for attempt in 1...Self.attempts where withContent && status.size <= Self.inlineLimit {
            let content = try read(file, status.size, mayWait)
            let isWhole = content.count == status.size
            // It was truncated while it was read. Nothing has been sent yet, so read it again.
            if !isWhole, attempt < Self.attempts, let latest = try? file.descriptor.status() {
                status = latest
                continue
            }
            let sent = type.contentType(of: content.span, isWhole: true)
            return (represent(.bytes(content), sent, status, path, isOfStatus: isWhole), status)
        }
        let isRemote = mayWait && !file.descriptor.fileSystem.isLocal
        var start: [UInt8] = []
        if type.needsContent {
            start = try read(file, TextSniffer.length(ofFile: status.size), mayWait)
        } else if isRemote, withContent {
            // What has failed already is found out while there can be an answer that says so.
            _ = try read(file, 1, mayWait)
        }
        let sent = type.contentType(of: start.span, isWhole: start.count >= status.size)
        let range = FileRange(file: file, offset: 0, count: status.size, isRemote: isRemote)
        return (represent(.file(range), sent, status, path), status)
    }

    private func read(
        _ file: SharedFile, _ count: Int, _ mayWait: Bool
    ) throws(Refusal) -> [UInt8] {
        do throws(SystemError) {
            if let content = try file.contents(count: count, mayWait: mayWait) { return content }
        } catch {
            throw .failed(error)
        }
        // A file that is open without waiting has nothing to give now.
        if mayWait {
            throw .failed(SystemError(call: "pread", errno: .resourceTemporarilyUnavailable))
        }
        throw .wouldBlock
    }

    /// - Parameter isOfStatus: whether the content belongs to the status. A validator of other
    ///   content would let caches put parts of different contents together.
    private func represent(
        _ content: Representation.Content, _ type: [UInt8], _ status: FileStatus,
        _ path: RequestPath, isOfStatus: Bool = true
    ) -> Representation {
        let validators =
            isOfStatus
            ? Validators(
                of: status, at: WallClock.nanoseconds, settling: site.options.settling)
            : Validators()
        return Representation(
            type: type, validators: validators,
            acceptsRanges: true, additional: PageFields.other,
            caching: site.options.freshness.fields(for: path), content: content,
            step: "Handle File")
    }
}
