import Testing

@testable import HTTPWire

@Suite struct PercentCodingTests {
    static let decoded: [(String, [UInt8]?)] = [
        ("", []),
        ("plain-name.txt", Array("plain-name.txt".utf8)),
        ("a%20b", Array("a b".utf8)),
        ("a+b", Array("a+b".utf8)),
        ("%2F%2f", Array("//".utf8)),
        ("%00", [0]),
        ("%ff%FE%0a", [0xff, 0xfe, 0x0a]),
        ("%c0%ae", [0xc0, 0xae]),
        ("%2e%2e", Array("..".utf8)),
        // Once, and not again.
        ("%252e%252e", Array("%2e%2e".utf8)),
        ("%25", Array("%".utf8)),
        ("%%32%65", nil),
        ("%", nil), ("a%", nil), ("%2", nil), ("a%2", nil), ("%zz", nil), ("%2g", nil),
        ("%g2", nil),
        ("%u002e", nil), ("% 20", nil), ("%+2", nil), ("%-1", nil), ("%0x", nil),
    ]

    @Test(arguments: decoded) func decodesOnce(_ text: String, _ bytes: [UInt8]?) {
        #expect(PercentCoding.decode(Array(text.utf8).span) == bytes)
    }

    static let encoded: [([UInt8], String)] = [
        ([], ""),
        (Array("some-file_1.tar.gz~".utf8), "some-file_1.tar.gz~"),
        (Array("a b".utf8), "a%20b"),
        (Array("a/b".utf8), "a%2Fb"),
        (Array("a\\b".utf8), "a%5Cb"),
        (Array("javascript:x".utf8), "javascript%3Ax"),
        (Array("?#%".utf8), "%3F%23%25"),
        (Array("<\"'&;+>".utf8), "%3C%22%27%26%3B%2B%3E"),
        (Array("ü".utf8), "%C3%BC"),
        ([0xff, 0x0a, 0x7f, 0x80], "%FF%0A%7F%80"),
    ]

    @Test(arguments: encoded) func encodesWhatCouldConfuse(_ bytes: [UInt8], _ text: String) {
        var output: [UInt8] = []
        PercentCoding.encodeSegment(bytes, into: &output)
        #expect(String(decoding: output, as: UTF8.self) == text)
    }

    @Test func everyByteComesBackAndStaysHarmless() {
        for byte in UInt8.min...UInt8.max {
            for name in [[byte], [0x61, byte, 0x62], [0x25, byte]] {
                var output: [UInt8] = []
                PercentCoding.encodeSegment(name, into: &output)
                #expect(PercentCoding.decode(output.span) == name)
                #expect(output.allSatisfy { (0x21..<0x7f).contains($0) })
                #expect(!output.contains { Array("/\\:?#\"'<>&;+".utf8).contains($0) })
            }
        }
    }
}
