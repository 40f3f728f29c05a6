import HTTPWire
import Sockets
import SystemCalls

/// A response that has been given and can be given again while its file is the same.
final class CachedResponse {
    /// Where its content is.
    enum Content {
        /// Behind the fields, in `bytes`.
        case memory
        /// In a file that is kept open.
        case file(SharedFile, size: Int)
    }

    /// What makes sure that it is still true.
    enum Trust: Equatable {
        /// The kernel reports changes: the file is checked once a second only.
        case notices
        /// The file is checked for each request.
        case revalidate
    }

    /// The path of the request target, as received.
    let key: [UInt8]
    /// The file or directory that it came from.
    let path: RequestPath
    /// The listing that was answered; nil for a file.
    let listing: KeptListing?
    /// Whether the answer was that there is nothing, as told to a client that takes any content.
    let isMissing: Bool
    /// The state of the file then; nil for a listing, which is not looked at but made anew.
    let state: FileState?
    /// The fields that differ from response to response, from Content-Type to the empty line, and
    /// the content if it is in memory.
    let bytes: [UInt8]
    /// How many of the bytes are fields.
    let fieldCount: Int
    let content: Content
    let trust: Trust
    /// When it was last known to be true, content included, on the coarse monotonic clock.
    var checked: Instant
    /// Whether it was asked for since the last sweep for room.
    var isWanted = true
    /// Its place in the ring of those that may have to go.
    var place = -1

    /// The directory whose changes concern it.
    var directory: ArraySlice<UInt8> { listing == nil ? path.parentBytes : path.bytes[...] }

    init(
        key: [UInt8], path: RequestPath, listing: KeptListing? = nil, isMissing: Bool = false,
        state: FileState?,
        bytes: [UInt8],
        fieldCount: Int, content: Content, trust: Trust, checked: Instant
    ) {
        self.key = key
        self.path = path
        self.listing = listing
        self.isMissing = isMissing
        self.state = state
        self.bytes = bytes
        self.fieldCount = fieldCount
        self.content = content
        self.trust = trust
        self.checked = checked
    }

    /// Bytes of memory that it takes, about.
    var weight: Int {
        bytes.count + key.count + path.bytes.count + (listing?.weight ?? 0) + Self.overhead
    }

    /// What the objects around the bytes take.
    private static let overhead = 400

    /// Whether a file has the content that is kept in memory, and has it in the page cache, so that
    /// nothing waits for a disk.
    /// - Parameter buffer: what to read through; its content is lost.
    func hasContent(of file: borrowing Descriptor, in buffer: ByteBuffer) -> Bool {
        let bytes = bytes
        var position = fieldCount
        while position < bytes.count {
            buffer.removeAll()
            let read = try? buffer.readIfResident(
                from: file, at: position - fieldCount,
                limit: min(buffer.maximum, bytes.count - position))
            guard case .moved(let count)? = read else { return false }
            let isEqual = buffer.withBytes {
                $0.isEqual(to: bytes.span.extracting(position..<position + count))
            }
            guard isEqual else { return false }
            position += count
        }
        return true
    }

    /// Whether it keeps a descriptor open: of the file, or of the directory that is listed.
    var holdsDescriptor: Bool {
        if case .file = content { true } else { listing != nil }
    }
}
