import Testing

@testable import SpideyCore

@Suite struct LogTextTests {
    static let cases: [([UInt8], String)] = [
        ([], ""), (Array("plain /path?x=1".utf8), "plain /path?x=1"),
        (Array("a\r\nb\tc".utf8), "a\\r\\nb\\tc"),
        (Array("\u{1b}]0;x\u{07}".utf8), "\\x1b]0;x\\x07"),
        (Array("it's \\ \"".utf8), "it\\'s \\\\ \""),
        ([0x00, 0x7f, 0x80, 0xff], "\\x00\\x7f\\x80\\xff"),
        (Array("é".utf8), "\\xc3\\xa9"), (Array("\u{202e}".utf8), "\\xe2\\x80\\xae"),
    ]

    @Test(arguments: cases) func escapes(bytes: [UInt8], text: String) {
        #expect(LogText.escaped(bytes) == text)
    }

    @Test func everyByteIsHarmlessAndDistinct() {
        let all = (0...255).map { LogText.escaped([UInt8($0)]) }
        #expect(Set(all).count == 256)
        for text in all { #expect(text.utf8.allSatisfy { 0x20..<0x7f ~= $0 }) }
        #expect(LogText.escaped([0x22], quote: 0x22) == "\\\"")
        #expect(LogText.escaped([0x27], quote: 0x22) == "'")
    }
}
