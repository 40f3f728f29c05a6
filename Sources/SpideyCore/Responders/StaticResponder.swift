import HTTPWire
import Sockets
import SystemCalls

/// Files as they are.
struct StaticResponder {
    let site: Site

    /// The file, streamed by the kernel; its type by its name, its validators by its state.
    /// - Parameter mayBeFar: whether to look if it is on a disk of this machine.
    func respond(
        _ file: consuming Descriptor, _ status: FileStatus, _ path: RequestPath,
        mayBeFar: Bool = false
    ) -> Response {
        var range = FileRange(file: file, offset: 0, count: status.size)
        range.isFar = mayBeFar && !range.file.descriptor.fileSystem.isLocal
        var response = Response(.ok, content: .file(range))
        response.contentType = site.mediaTypes.type(forName: path.name).contentType
        // Never in the future (RFC 9110 section 8.8.2.1), whatever the file system says.
        response.lastModified = min(status.modified, WallClock.seconds)
        response.etag = Self.etag(status)
        return response
    }

    /// A strong validator (RFC 9110 section 8.8.3) of size and modification time in nanoseconds.
    private static func etag(_ status: FileStatus) -> [UInt8] {
        var tag: [UInt8] = [UInt8(ascii: "\"")]
        tag.reserveCapacity(36)
        appendHexadecimal(UInt64(bitPattern: Int64(status.modified)), to: &tag)
        appendHexadecimal(UInt64(status.modifiedNanoseconds), to: &tag)
        tag.append(UInt8(ascii: "-"))
        appendHexadecimal(UInt64(status.size), to: &tag)
        tag.append(UInt8(ascii: "\""))
        return tag
    }

    private static func appendHexadecimal(_ number: UInt64, to bytes: inout [UInt8]) {
        var shift = max(0, (64 - number.leadingZeroBitCount + 3) / 4 * 4 - 4)
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(shift)) & 15
            bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
            shift -= 4
        }
    }
}
