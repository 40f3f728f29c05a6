import Testing

@testable import SpideyCore

@Suite struct HTMLTextTests {
    static let cases: [([UInt8], String)] = [
        (Array("plain name.txt".utf8), "plain name.txt"),
        (Array("<img src=x>".utf8), "&lt;img src=x&gt;"),
        (Array("&lt;".utf8), "&amp;lt;"),
        (Array("\"a' onload=".utf8), "&quot;a&#39; onload="),
        (Array("äöü 蜘蛛 🕷".utf8), "äöü 蜘蛛 🕷"),
        (Array("a\nb\rc\td".utf8), "a<i>\\n</i>b<i>\\r</i>c<i>\\t</i>d"),
        ([0x1b, 0x5b, 0x7f, 0x01], "<i>\\x1b</i>[<i>\\x7f</i><i>\\x01</i>"),
        ([0x61, 0xff, 0x62], "a<i>\\xff</i>b"),
        // Truncated, overlong, surrogate, too large: each byte by itself.
        ([0xc3], "<i>\\xc3</i>"),
        ([0xe2, 0x82], "<i>\\xe2</i><i>\\x82</i>"),
        ([0xc0, 0xae], "<i>\\xc0</i><i>\\xae</i>"),
        ([0xed, 0xa0, 0x80], "<i>\\xed</i><i>\\xa0</i><i>\\x80</i>"),
        ([0xf4, 0x90, 0x80, 0x80], "<i>\\xf4</i><i>\\x90</i><i>\\x80</i><i>\\x80</i>"),
        // Bytes after a broken sequence are read afresh: the markup in them is escaped.
        ([0xe2, 0x3c, 0x62, 0x3e], "<i>\\xe2</i>&lt;b&gt;"),
        (Array("photo\u{202e}gpj.exe".utf8), "photo<i>U+202E</i>gpj.exe"),
        (Array("zero\u{200b}width".utf8), "zero<i>U+200B</i>width"),
        (Array("\u{85}".utf8), "<i>U+0085</i>"),
    ]

    @Test(arguments: cases) func escapes(_ bytes: [UInt8], _ expected: String) {
        var page: [UInt8] = []
        HTMLText.append(bytes, to: &page)
        #expect(String(decoding: page, as: UTF8.self) == expected)
        page = []
        HTMLText.append(bytes, marked: false, to: &page)
        let unmarked = String(decoding: page, as: UTF8.self)
        #expect(!unmarked.utf8.contains(UInt8(ascii: "<")))
    }

    /// Agrees with the standard library about what is UTF-8, over many short strings.
    @Test func onlyInvalidBytesAreSpelledOut() {
        let interesting: [UInt8] = [
            0x41, 0x80, 0xa9, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf4, 0xf5,
        ]
        for a in interesting {
            for b in interesting {
                for c in interesting {
                    let bytes = [a, b, c]
                    var page: [UInt8] = []
                    HTMLText.append(bytes, to: &page)
                    let text = String(decoding: page, as: UTF8.self)
                    let isValid = String(validating: bytes, as: UTF8.self) != nil
                    #expect(text.contains("\\x") == !isValid, "\(bytes)")
                    #expect(String(validating: page, as: UTF8.self) != nil)
                }
            }
        }
    }
}
