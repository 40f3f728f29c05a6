import HTTPServer
import HTTPWire
import SystemCalls

/// A representation that was sent and can be sent again while the file or directory behind it is
/// unchanged.
final class CachedResponse {
    /// How the cache checks that it is still current.
    enum Trust: Equatable {
        /// The kernel reports changes; the file's state is checked only once a second.
        case notices
        /// The file's state is checked for each request.
        case revalidate
    }

    /// The path of the request target, as received.
    let key: [UInt8]
    /// The file or directory that it came from.
    let path: RequestPath
    /// The listing, for a directory; nil for a file.
    let listing: KeptListing?
    /// The state of the file when it was read; nil for a listing, which is not checked but made
    /// again.
    let state: FileState?
    /// Names beside the file that it is only true without.
    let absent: [[UInt8]]
    /// The representation to send.
    let representation: Representation
    let trust: Trust
    /// When it was last known to be current, content included, on the coarse monotonic clock.
    var checked: Instant
    /// Whether it was requested since the last sweep for room.
    var isWanted = true
    /// Its index in the ring of candidates for eviction.
    var place = -1

    /// The directory whose changes concern it.
    var directory: ArraySlice<UInt8> { listing == nil ? path.parentBytes : path.bytes[...] }

    /// Whether it is a 404, in the form for a client that accepts any content.
    var isMissing: Bool { representation.status == .notFound }

    /// Whether it was made so soon after a change of the file that its tag is weak.
    var hasWeakTag: Bool { representation.validators.etag?.isWeak == true }

    init(
        key: [UInt8], path: RequestPath, listing: KeptListing? = nil, state: FileState? = nil,
        absent: [[UInt8]] = [], representation: Representation, trust: Trust, checked: Instant
    ) {
        self.key = key
        self.path = path
        self.listing = listing
        self.state = state
        self.absent = absent
        self.representation = representation
        self.trust = trust
        self.checked = checked
    }

    /// Whether a change of the entry of this name in its directory concerns it.
    func dependsOn(_ name: [UInt8]) -> Bool {
        listing == nil && (path.name == name || absent.contains(name))
    }

    /// The approximate memory in bytes.
    var weight: Int {
        var content = 0
        if case .bytes(let bytes) = representation.content { content = bytes.count }
        return content + representation.fields.octets.count + key.count + path.bytes.count
            + (listing?.weight ?? 0) + Self.overhead
    }

    /// Bytes of the objects around the content.
    private static let overhead = 500

    /// Whether the file's content equals the content kept in memory. False if it is not in the page
    /// cache: nothing waits for a disk.
    /// - Parameter buffer: scratch space; its content is overwritten.
    func hasContent(of file: borrowing Descriptor, in buffer: ByteBuffer) -> Bool {
        guard case .bytes(let bytes) = representation.content else { return true }
        var position = 0
        while position < bytes.count {
            buffer.removeAll()
            let read = try? buffer.readIfResident(
                from: file, at: position, limit: min(buffer.maximum, bytes.count - position))
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
        if case .file = representation.content { true } else { listing != nil }
    }
}
