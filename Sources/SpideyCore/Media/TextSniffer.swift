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
                guard isText(byte) else { return false }
                index += 1
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

    /// Whether text has this ASCII character: a bit of a word each for the controls.
    @inline(__always)
    private static func isText(_ byte: UInt8) -> Bool {
        byte < 0x20 ? textControls >> UInt32(byte) & 1 == 1 : byte != 0x7f
    }

    private static let textControls: UInt32 =
        1 << 0x09 | 1 << 0x0a | 1 << 0x0c | 1 << 0x0d | 1 << 0x1b
}
