/// What the bytes at a place are, read as UTF-8.
///
/// Strict: no overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629 section 4).
enum UTF8Sequence: Equatable {
    /// A scalar value, in so many bytes.
    case scalar(UInt32, length: Int)
    /// The beginning of a scalar value of which the rest is missing.
    case incomplete
    /// The first byte does not begin a scalar value, or not with what follows it.
    case malformed

    /// Reads the bytes of `content` from `index` on, which is less than their count.
    init(_ content: Span<UInt8>, at index: Int) {
        let first = content[index]
        if first < 0x80 {
            self = .scalar(UInt32(first), length: 1)
            return
        }
        guard let (length, second) = Self.form(of: first) else {
            self = .malformed
            return
        }
        let end = min(index + length, content.count)
        var value = UInt32(first) & (0x7f >> UInt32(length))
        for place in (index + 1)..<end {
            let byte = content[place]
            guard place == index + 1 ? second ~= byte : 0x80...0xbf ~= byte else {
                self = .malformed
                return
            }
            value = value << 6 | UInt32(byte & 0x3f)
        }
        self = end - index == length ? .scalar(value, length: length) : .incomplete
    }

    /// The number of bytes of a scalar value with this first one, and what the second one may be.
    private static func form(of first: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
        switch first {
        case 0xc2...0xdf: (2, 0x80...0xbf)
        case 0xe0: (3, 0xa0...0xbf)
        case 0xed: (3, 0x80...0x9f)
        case 0xe1...0xef: (3, 0x80...0xbf)
        case 0xf0: (4, 0x90...0xbf)
        case 0xf1...0xf3: (4, 0x80...0xbf)
        case 0xf4: (4, 0x80...0x8f)
        default: nil
        }
    }
}
