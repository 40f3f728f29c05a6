import SystemCalls

/// Whether a file is text in UTF-8, by its first bytes (decision 0019).
package enum TextSniffer {
    /// Bytes up to which a file is examined as a whole: it is read into memory anyway.
    static let wholeLimit = StaticResponder.inlineLimit
    /// Bytes of a larger file that are examined: one page.
    static let pageLimit = 4096

    /// Bytes that are examined of a file of this size.
    package static func length(ofFile size: Int) -> Int {
        size <= wholeLimit ? max(0, size) : pageLimit
    }

    /// Whether all of these bytes are UTF-8, without control characters that text does not have.
    ///
    /// Of the control characters below U+0020 and DEL, text has TAB, LF, FF, CR and ESC. Those
    /// from U+0080 on may come from careless conversion, and make no file binary.
    /// - Parameter isWhole: whether the file ends here. Otherwise an incomplete sequence at the end
    ///   counts as text.
    package static func isText(_ content: Span<UInt8>, isWhole: Bool) -> Bool {
        let end = content.count
        var index = 0
        while index < end {
            let byte = content[index]
            if byte < 0x80 {
                guard byte >= 0x20 || isText(byte) else { return false }
                // Most text is printable ASCII, of which eight bytes are looked at at once.
                index = firstUnprintable(content, from: byte >= 0x20 ? index : index + 1)
                if index < end, content[index] == 0x7f { return false }
                continue
            }
            switch UTF8Sequence(content, at: index) {
            case .scalar(_, let length): index += length
            case .incomplete: return !isWhole
            case .malformed: return false
            }
        }
        return true
    }

    /// The position of the first byte at or after `start` that is not printable ASCII (0x20 to
    /// 0x7E), or the count.
    ///
    /// After the subtraction the high bit marks bytes below 0x20, after the addition DEL. A borrow
    /// can only spoil bytes above the first one below 0x20, so the lowest mark is exact.
    private static func firstUnprintable(_ content: Span<UInt8>, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var position = start
        while position <= content.count - 8 {
            let word = content.littleEndianWord(at: position)
            let low = word &- ones &* 0x20
            let delete = (word & ~(ones << 7)) &+ ones
            let marks = (word | low | delete) & ones << 7
            if marks != 0 { return position + marks.trailingZeroBitCount >> 3 }
            position += 8
        }
        while position < content.count, 0x20..<0x7f ~= content[position] { position += 1 }
        return position
    }

    /// Whether text has this control character: a bit of a word each.
    @inline(__always)
    private static func isText(_ byte: UInt8) -> Bool {
        textControls >> UInt32(byte) & 1 == 1
    }

    private static let textControls: UInt32 =
        1 << 0x09 | 1 << 0x0a | 1 << 0x0c | 1 << 0x0d | 1 << 0x1b
}
