import Testing

@testable import SpideyCore

@Suite struct UTF8SequenceTests {
    private func read(_ bytes: [UInt8], at index: Int = 0) -> UTF8Sequence {
        UTF8Sequence(bytes.span, at: index)
    }

    /// RFC 3629 section 4.
    static let cases: [([UInt8], UTF8Sequence)] = [
        ([0x41], .scalar(0x41, length: 1)),
        ([0x00], .scalar(0, length: 1)),
        ([0xc3, 0xbc, 0x41], .scalar(0xfc, length: 2)),
        ([0xdf, 0xbf], .scalar(0x7ff, length: 2)),
        ([0xe0, 0xa0, 0x80], .scalar(0x800, length: 3)),
        ([0xed, 0x9f, 0xbf], .scalar(0xd7ff, length: 3)),
        ([0xee, 0x80, 0x80], .scalar(0xe000, length: 3)),
        ([0xef, 0xbf, 0xbf], .scalar(0xffff, length: 3)),
        ([0xf0, 0x90, 0x80, 0x80], .scalar(0x10000, length: 4)),
        ([0xf4, 0x8f, 0xbf, 0xbf], .scalar(0x10ffff, length: 4)),
        ([0xc3], .incomplete), ([0xe2, 0x82], .incomplete), ([0xf0, 0x9f, 0x95], .incomplete),
        ([0x80], .malformed), ([0xbf, 0x80], .malformed), ([0xff], .malformed),
        // Overlong.
        ([0xc0, 0x80], .malformed), ([0xc1, 0xbf], .malformed), ([0xe0, 0x9f, 0xbf], .malformed),
        ([0xf0, 0x8f, 0xbf, 0xbf], .malformed), ([0xe0, 0x80], .malformed),
        // Surrogates, and what is too large.
        ([0xed, 0xa0, 0x80], .malformed), ([0xed, 0xbf], .malformed),
        ([0xf4, 0x90, 0x80, 0x80], .malformed), ([0xf5, 0x80, 0x80, 0x80], .malformed),
        // Something else instead of the rest.
        ([0xc3, 0x41], .malformed), ([0xe2, 0x82, 0x41], .malformed),
        ([0xf0, 0x9f, 0xc3, 0xbc], .malformed),
    ]

    @Test(arguments: cases) func reads(_ bytes: [UInt8], _ expected: UTF8Sequence) {
        #expect(read(bytes) == expected)
        // The same behind another character, and in front of the end of a longer text.
        let later = [0x2d] + bytes
        #expect(read(later, at: 1) == expected)
    }

    /// Agrees with the standard library about every scalar value and every pair of bytes.
    @Test func allScalarValues() {
        for value in UInt32(0)...0x110000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array(String(scalar).utf8)
            guard read(bytes) == .scalar(value, length: bytes.count) else {
                Issue.record("U+\(String(value, radix: 16))")
                return
            }
        }
        for pair in UInt16.min...UInt16.max {
            let bytes = [UInt8(pair >> 8), UInt8(pair & 0xff)]
            guard bytes[0] >= 0x80, case .scalar(let value, _) = read(bytes)
            else { continue }
            #expect(Array(String(Unicode.Scalar(value)!).utf8) == bytes)
        }
    }
}
