import HTTPWire
import SystemCalls

/// The validators of what this server sends (decision 0017).
extension Validators {
    /// Of a file: its tag is made of size, inode, modification time and status change, so that
    /// files that were put in each other's place differ whatever their times say.
    ///
    /// A file that changed less than `settling` ago may change again without a stamp that shows it.
    /// It gets a weak tag that also holds the present instant, so that no other response has the
    /// same one.
    /// - Parameters:
    ///   - now: nanoseconds since 1970.
    ///   - settling: nanoseconds.
    init(of status: FileStatus, at now: Int64, settling: Int64) {
        let state = status.state
        let isSettled = state.isSettled(at: now, for: settling)
        var tag: [UInt8] = []
        tag.reserveCapacity(80)
        Self.append(UInt64(status.size), to: &tag)
        tag.append(UInt8(ascii: "-"))
        Self.append(state.inode, to: &tag)
        tag.append(UInt8(ascii: "-"))
        Self.append(UInt64(bitPattern: state.modified), to: &tag)
        tag.append(UInt8(ascii: "-"))
        // A small number for a file that was written where it lies.
        Self.append(UInt64(bitPattern: state.changed &- state.modified), to: &tag)
        if !isSettled {
            tag.append(UInt8(ascii: "-"))
            Self.append(UInt64(bitPattern: now), to: &tag)
        }
        let second: Int64 = 1_000_000_000
        self.init(
            etag: EntityTag(tag, isWeak: !isSettled),
            // Never in the future (RFC 9110 section 8.8.2.1), whatever the file system says.
            lastModified: min(status.modified, Int(now / second)),
            // Nothing has changed since that second, and no other file has come into this place.
            isDateStrong: isSettled && state.modified / second == state.changed / second)
    }

    /// Of a page that is made: a hash of its octets.
    init(ofPage page: [UInt8], _ hash: KeyedHash) {
        let digest = hash.digest(of: page.span)
        var tag: [UInt8] = []
        Self.append(digest.0, to: &tag)
        tag.append(UInt8(ascii: "-"))
        Self.append(digest.1, to: &tag)
        self.init(etag: EntityTag(tag))
    }

    private static func append(_ number: UInt64, to tag: inout [UInt8]) {
        var shift = max(0, (64 - number.leadingZeroBitCount + 3) / 4 * 4 - 4)
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(shift)) & 15
            tag.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
            shift -= 4
        }
    }
}
