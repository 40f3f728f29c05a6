/// Percent-encoding of path segments, RFC 3986 section 2.1, over bytes: a path names a file, and a
/// file name is any string of bytes, so nothing here assumes UTF-8.
package enum PercentCoding {
    /// Decodes each `%XX` exactly once; everything else is copied.
    ///
    /// The result is never decoded again, so `%252e` is the three characters `%2e` and not a dot
    /// (decoding twice was CVE-2021-42013). `+` stays a plus: that is a rule of forms,
    /// not of paths.
    ///
    /// - Returns: `nil` for a malformed escape: a `%` that two hexadecimal digits do not follow.
    package static func decode(_ bytes: Span<UInt8>) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                index += 1
                continue
            }
            guard index + 2 < bytes.count,
                let high = hexValue(bytes[index + 1]),
                let low = hexValue(bytes[index + 2])
            else { return nil }
            decoded.append(high << 4 | low)
            index += 3
        }
        return decoded
    }

    /// Appends one path segment so that `decode` gives back exactly these bytes.
    ///
    /// What stays as it is: RFC 3986 unreserved characters and those sub-delimiters that mean
    /// nothing to a URL parser, an HTML attribute or a shell completion. Of `pchar`, `:` is escaped
    /// because it would make the start of a relative reference look like a scheme (section 4.2),
    /// `&`, `'` and `;` because of HTML, `+` because it is read as a space by too many.
    package static func encodeSegment(_ bytes: [UInt8], into output: inout [UInt8]) {
        // Nearly all names need no escape; those are one copy.
        if isPlain(bytes.span) {
            output.append(contentsOf: bytes)
            return
        }
        output.append(addingCapacity: bytes.count * longestEscape) { output in
            encodeSegment(bytes.span, into: &output)
        }
    }

    /// The same for a span; `output` has room for `longestEscape` times as many bytes.
    package static func encodeSegment(
        _ bytes: Span<UInt8>, into output: inout OutputSpan<UInt8>
    ) {
        for index in bytes.indices {
            let byte = bytes[index]
            if isPlain(byte) {
                output.append(byte)
            } else {
                output.append(UInt8(ascii: "%"))
                output.append(hexDigit(byte >> 4))
                output.append(hexDigit(byte & 0xf))
            }
        }
    }

    /// Bytes that one byte becomes at most: `%41`.
    package static let longestEscape = 3

    /// Whether `encodeSegment` leaves all of these bytes as they are. None of them means anything
    /// to HTML either.
    package static func isPlain(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where !isPlain(bytes[index]) { return false }
        return true
    }

    /// Letters, digits and `-._~!$()*,=@`, as bits of two words (0 to 63, 64 to 127): one shift per
    /// byte instead of a chain of comparisons.
    private static func isPlain(_ byte: UInt8) -> Bool {
        guard byte < 128 else { return false }
        let word: UInt64 = byte < 64 ? 0x23ff_7712_0000_0000 : 0x47ff_fffe_87ff_ffff
        return word >> UInt64(byte & 63) & 1 == 1
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Uppercase, as RFC 3986 section 2.1 asks of producers.
    private static func hexDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "A") + nibble - 10
    }
}
