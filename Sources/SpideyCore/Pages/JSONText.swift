import SystemCalls

/// Bytes from outside as a JSON string (RFC 8259 section 7).
///
/// A name may hold any bytes. Each byte that is not UTF-8 becomes U+FFFD. Controls, and characters
/// that are invisible or reorder others, are escaped: printed on a terminal, the text does nothing.
enum JSONText {
    /// The most bytes that one byte becomes: `\u0001`.
    static let longestEscape = 6
    /// Bytes for the quotation marks.
    static let quotes = 2

    /// Appends the string with its quotation marks.
    static func append(_ bytes: [UInt8], to page: inout [UInt8]) {
        page.append(addingCapacity: bytes.count * longestEscape + quotes) { page in
            append(bytes.span, to: &page)
        }
    }

    /// The same for a span; `page` has room for `longestEscape` times as many bytes and `quotes`.
    static func append(_ bytes: Span<UInt8>, to page: inout OutputSpan<UInt8>) {
        page.append(UInt8(ascii: "\""))
        var index = 0
        while index < bytes.count {
            guard case .scalar(let value, let length) = UTF8Sequence(bytes, at: index) else {
                page.append(literal: "\\ufffd")
                index += 1
                continue
            }
            if value == 0x22 || value == 0x5c {
                page.append(UInt8(ascii: "\\"))
                page.append(bytes[index])
            } else if value < 0x20 || value == 0x7f || HTMLText.isHidden(value) {
                appendEscape(value, to: &page)
            } else {
                page.append(copying: bytes.extracting(index..<(index + length)))
            }
            index += length
        }
        page.append(UInt8(ascii: "\""))
    }

    /// `\u202e`, or a surrogate pair.
    private static func appendEscape(_ value: UInt32, to page: inout OutputSpan<UInt8>) {
        guard value > 0xffff else { return appendUnit(value, to: &page) }
        let rest = value - 0x10000
        appendUnit(0xd800 + rest >> 10, to: &page)
        appendUnit(0xdc00 + rest & 0x3ff, to: &page)
    }

    private static func appendUnit(_ unit: UInt32, to page: inout OutputSpan<UInt8>) {
        page.append(literal: "\\u")
        for shift: UInt32 in [12, 8, 4, 0] {
            let digit = UInt8(unit >> shift & 0xf)
            page.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }
}
