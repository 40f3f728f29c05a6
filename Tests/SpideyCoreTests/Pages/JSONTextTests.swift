import Foundation
import Testing

@testable import SpideyCore

@Suite struct JSONTextTests {
    static let cases: [([UInt8], String)] = [
        ([], "\"\""), (Array("plain name.txt".utf8), "\"plain name.txt\""),
        (Array("a\"b\\c/d".utf8), #""a\"b\\c/d""#), (Array("</script>".utf8), "\"</script>\""),
        (Array("äöü 蜘蛛 🕷".utf8), "\"äöü 蜘蛛 🕷\""),
        (Array("a\nb\rc\td\u{0}".utf8), #""a\u000ab\u000dc\u0009d\u0000""#),
        ([0x1b, 0x5b, 0x7f], #""\u001b[\u007f""#), (Array("\u{85}\u{9b}".utf8), #""\u0085\u009b""#),
        (Array("photo\u{202e}gpj.exe".utf8), #""photo\u202egpj.exe""#),
        (Array("\u{2028}\u{feff}\u{e0041}".utf8), #""\u2028\ufeff\udb40\udc41""#),
        // Truncated, overlong, surrogate: each byte by itself.
        ([0x61, 0xff, 0x62], #""a\ufffdb""#), ([0xe2, 0x82], #""\ufffd\ufffd""#),
        ([0xed, 0xa0, 0x80], #""\ufffd\ufffd\ufffd""#), ([0xc0, 0xaf], #""\ufffd\ufffd""#),
        ([0xe2, 0x22], #""\ufffd\"""#),
    ]

    @Test(arguments: cases) func writes(_ bytes: [UInt8], _ expected: String) {
        var page: [UInt8] = []
        JSONText.append(bytes, to: &page)
        #expect(String(decoding: page, as: UTF8.self) == expected)
    }

    /// A parser reads every character as what it was.
    @Test func everyCharacterSurvives() throws {
        for start in stride(from: UInt32(0), to: 0x110000, by: 0x800) {
            let text = String(
                String.UnicodeScalarView((start..<start + 0x800).compactMap(Unicode.Scalar.init)))
            var page: [UInt8] = []
            JSONText.append(Array(text.utf8), to: &page)
            let read = try JSONSerialization.jsonObject(
                with: Data(page), options: .fragmentsAllowed)
            #expect((read as? String)?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
        }
    }
}
