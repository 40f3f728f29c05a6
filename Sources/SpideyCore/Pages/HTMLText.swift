import SystemCalls

/// Bytes from outside as HTML text: nothing in them can become markup, and nothing stays invisible.
///
/// A name may hold any bytes. Markup characters become character references. Bytes that are not
/// UTF-8, and characters that are invisible or reorder others (controls, bidirectional overrides),
/// are written as `\x1b` or `U+202E` inside `<i>`, which the stylesheet distinguishes from real
/// backslashes.
enum HTMLText {
    /// Appends `bytes` as the content of an element or of a double-quoted attribute; not `marked`,
    /// without the `<i>`, in attributes and in `<title>`, where no element may stand.
    static func append(_ bytes: [UInt8], marked: Bool = true, to page: inout [UInt8]) {
        page.append(addingCapacity: bytes.count * longestEscape) { page in
            append(bytes.span, marked: marked, to: &page)
        }
    }

    /// The most bytes that one byte becomes: `<i>\xff</i>`.
    static let longestEscape = 11

    /// The same for a span; `page` has room for `longestEscape` times as many bytes.
    static func append(_ bytes: Span<UInt8>, marked: Bool, to page: inout OutputSpan<UInt8>) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                appendASCII(byte, marked: marked, to: &page)
                index += 1
                continue
            }
            let (scalar, length) = scalar(bytes, at: index)
            if let scalar, !isHidden(scalar) {
                page.append(copying: bytes.extracting(index..<(index + length)))
            } else {
                if marked { page.append(literal: "<i>") }
                if let scalar {
                    page.append(literal: "U+")
                    appendHex(scalar, digits: scalar > 0xffff ? 5 : 4, letters: "A", to: &page)
                } else {
                    page.append(literal: "\\x")
                    appendHex(UInt32(byte), digits: 2, letters: "a", to: &page)
                }
                if marked { page.append(literal: "</i>") }
            }
            index += length
        }
    }

    private static func appendASCII(
        _ byte: UInt8, marked: Bool, to page: inout OutputSpan<UInt8>
    ) {
        switch byte {
        case UInt8(ascii: "&"): page.append(literal: "&amp;")
        case UInt8(ascii: "<"): page.append(literal: "&lt;")
        case UInt8(ascii: ">"): page.append(literal: "&gt;")
        case UInt8(ascii: "\""): page.append(literal: "&quot;")
        case UInt8(ascii: "'"): page.append(literal: "&#39;")
        case 0..<0x20, 0x7f:
            if marked { page.append(literal: "<i>") }
            page.append(UInt8(ascii: "\\"))
            appendControl(byte, to: &page)
            if marked { page.append(literal: "</i>") }
        default: page.append(byte)
        }
    }

    private static func appendControl(_ byte: UInt8, to page: inout OutputSpan<UInt8>) {
        switch byte {
        case UInt8(ascii: "\n"): page.append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): page.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): page.append(UInt8(ascii: "t"))
        default:
            page.append(UInt8(ascii: "x"))
            appendHex(UInt32(byte), digits: 2, letters: "a", to: &page)
        }
    }

    private static func appendHex(
        _ value: UInt32, digits: Int, letters: Unicode.Scalar, to page: inout OutputSpan<UInt8>
    ) {
        for place in (0..<digits).reversed() {
            let digit = UInt8(truncatingIfNeeded: value >> UInt32(4 * place)) & 0xf
            page.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: letters) + digit - 10)
        }
    }

    /// The scalar that begins at `index` and its length; `(nil, 1)` if the bytes there are not
    /// UTF-8. Strict: no overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629 section
    /// 3).
    private static func scalar(
        _ bytes: Span<UInt8>, at index: Int
    ) -> (scalar: UInt32?, length: Int) {
        let first = bytes[index]
        let (length, least): (Int, UInt32)
        switch first {
        case 0xc2...0xdf: (length, least) = (2, 0x80)
        case 0xe0...0xef: (length, least) = (3, 0x800)
        case 0xf0...0xf4: (length, least) = (4, 0x10000)
        default: return (nil, 1)
        }
        guard index + length <= bytes.count else { return (nil, 1) }
        var value = UInt32(first) & (0x7f >> UInt32(length))
        for offset in 1..<length {
            let byte = bytes[index + offset]
            guard byte & 0xc0 == 0x80 else { return (nil, 1) }
            value = value << 6 | UInt32(byte & 0x3f)
        }
        guard value >= least, value <= 0x10ffff, !(0xd800...0xdfff ~= value) else {
            return (nil, 1)
        }
        return (value, length)
    }

    /// Characters that are invisible or change the order or appearance of their neighbours: two
    /// names could look the same, or `gpj.exe` could appear as `exe.jpg`.
    private static func isHidden(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x80...0x9f, 0xad, 0x61c, 0x115f...0x1160, 0x180e, 0x200b...0x200f, 0x2028...0x202e,
            0x2060...0x206f, 0x3164, 0xfeff, 0xfff9...0xfffb, 0xfffe...0xffff, 0xe0000...0xe007f:
            true
        default: false
        }
    }
}
