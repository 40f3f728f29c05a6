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
    @inline(__always)
    init(_ content: Span<UInt8>, at index: Int) {
        let first = content[index]
        switch first {
        case 0..<0x80: self = .scalar(UInt32(first), length: 1)
        case 0xc2...0xdf: self.init(content, index, length: 2)
        case 0xe0: self.init(content, index, length: 3, second: 0xa0)
        case 0xed: self.init(content, index, length: 3, to: 0x9f)
        case 0xe1...0xef: self.init(content, index, length: 3)
        case 0xf0: self.init(content, index, length: 4, second: 0x90)
        case 0xf1...0xf3: self.init(content, index, length: 4)
        case 0xf4: self.init(content, index, length: 4, to: 0x8f)
        default: self = .malformed
        }
    }

    /// - Parameters:
    ///   - least: the least value of the second byte.
    ///   - most: the greatest.
    @inline(__always)
    private init(
        _ content: Span<UInt8>, _ index: Int, length: Int, second least: UInt8 = 0x80,
        to most: UInt8 = 0xbf
    ) {
        var value = UInt32(content[index]) & (0x7f >> UInt32(length))
        for offset in 1..<length {
            guard index + offset < content.count else {
                self = .incomplete
                return
            }
            let byte = content[index + offset]
            guard byte & 0xc0 == 0x80, offset > 1 || least <= byte && byte <= most else {
                self = .malformed
                return
            }
            value = value << 6 | UInt32(byte & 0x3f)
        }
        self = .scalar(value, length: length)
    }
}
