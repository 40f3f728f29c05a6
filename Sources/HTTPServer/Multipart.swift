/// Parts of a representation as `multipart/byteranges` (RFC 9110 section 14.6).
struct Multipart {
    /// The media type, with the boundary.
    let type: [UInt8]
    /// The content: heads of parts and the parts themselves, which stay where they are.
    private(set) var pieces: [Representation.Content] = []

    /// Bytes of a boundary: 128 random bits in hexadecimal. They are chosen for each response, so
    /// that nobody can write a file in which they occur.
    private static let boundaryLength = 32
    /// Bytes in front of a part, beyond boundary, type and coding: `CRLF -- CRLF`, the names of
    /// fields, and a Content-Range of common length.
    private static let usualFrame = 86

    /// Bytes, about, that each further part costs. Parts that are nearer to each other are sent as
    /// one (RFC 9110 section 15.3.7.2).
    static func overhead(of whole: Representation) -> Int {
        boundaryLength + usualFrame + whole.type.count
    }

    /// - Parameter ranges: at least two, in the order in which they are sent.
    init(of whole: Representation, _ ranges: [Range<Int>]) {
        let boundary = Self.makeBoundary()
        type = Array("multipart/byteranges; boundary=".utf8) + boundary
        let form = whole.fields.prefix(upTo: whole.formEnd)
        for (index, range) in ranges.enumerated() {
            var head: [UInt8] = index == 0 ? [] : Array("\r\n".utf8)
            head += Array("--".utf8) + boundary + Array("\r\n".utf8)
            var fields = form
            fields.append(
                "Content-Range", ContentRange.satisfied(range, length: whole.length))
            pieces.append(.bytes(head + fields.octets + Array("\r\n".utf8)))
            pieces.append(whole.content.part(range))
        }
        pieces.append(.bytes(Array("\r\n--".utf8) + boundary + Array("--\r\n".utf8)))
    }

    /// The number of bytes of all pieces; nil if it is too large for an `Int`.
    var length: Int? {
        var sum = 0
        for piece in pieces {
            let (next, hasOverflown) = sum.addingReportingOverflow(piece.count)
            if hasOverflown { return nil }
            sum = next
        }
        return sum
    }

    private static func makeBoundary() -> [UInt8] {
        (0..<boundaryLength).map { _ in
            let digit = UInt8.random(in: 0..<16)
            return digit < 10 ? 0x30 + digit : 0x57 + digit
        }
    }
}
