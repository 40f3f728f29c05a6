import Testing

@testable import SpideyCore

/// What is text, what charset it has, and what names its charset itself (decision 0019).
@Suite struct TextSnifferTests {
    private func isText(_ content: some Sequence<UInt8>, isWhole: Bool) -> Bool {
        let content = Array(content)
        return TextSniffer.isText(content.span, isWhole: isWhole)
    }

    private func declaresCharset(_ content: some Sequence<UInt8>) -> Bool {
        let content = Array(content)
        return DeclaredCharset.exists(in: content.span)
    }

    @Test(arguments: 0...0x7f as ClosedRange<UInt8>) func controls(byte: UInt8) {
        let isOfText = byte >= 0x20 && byte != 0x7f || [9, 10, 12, 13, 27].contains(byte)
        for content in [[byte], Array("text".utf8) + [byte], [byte, 0xc3, 0xbc]] {
            #expect(isText(content, isWhole: true) == isOfText)
        }
    }

    /// Eight bytes are looked at at once: each byte at each place, before every kind of others.
    @Test func everyPlace() {
        func isOfText(_ byte: UInt8) -> Bool {
            0x20..<0x7f ~= byte || [9, 10, 12, 13, 27].contains(byte)
        }
        for byte in UInt8.min...UInt8.max {
            for place in 0..<19 {
                for other: UInt8 in [0, 0x0a, 0x1f, 0x20, 0x61, 0x7e, 0x7f, 0x80, 0xff] {
                    var content = [UInt8](repeating: 0x61, count: 20)
                    (content[place], content[place + 1]) = (byte, other)
                    let isSequence = 0xc2...0xdf ~= byte && other == 0x80
                    let expected = isSequence || isOfText(byte) && isOfText(other)
                    guard isText(content, isWhole: true) != expected else { continue }
                    Issue.record("\(byte) at \(place) before \(other)")
                }
            }
        }
    }

    static let texts: [([UInt8], whole: Bool, cut: Bool)] = [
        ([], true, true),
        (Array("plain\r\n\ttext\u{1b}[1m\u{c}".utf8), true, true),
        (Array("gr\u{fc}n \u{1f577} \u{85}".utf8), true, true),
        (Array("caf".utf8) + [0xe9], false, true),  // Latin-1, or the start of three bytes
        (Array("caf".utf8) + [0xe9, 0x20, 0x61], false, false),
        ([0xc3], false, true), ([0x61, 0xf0, 0x9f, 0x95], false, true),
        ([0xf0, 0x80], false, false), ([0xc0, 0xaf], false, false), ([0xed, 0xa0], false, false),
        ([0xef, 0xbb, 0xbf, 0x61], true, true),
        ([0xff, 0xfe, 0x61, 0x00], false, false),
        (Array("%PDF-1.7\n%".utf8) + [0xe2, 0xe3, 0xcf, 0xd3], false, false),
        ([0x7f, 0x45, 0x4c, 0x46], false, false), ([0x61, 0x00, 0x62], false, false),
    ]

    @Test(arguments: texts) func text(_ content: [UInt8], whole: Bool, cut: Bool) {
        #expect(isText(content, isWhole: true) == whole)
        #expect(isText(content, isWhole: false) == cut)
    }

    /// A text that is cut anywhere is still text.
    @Test func anyCut() {
        let text = Array("a\u{fc}\u{20ac}\u{1f577}z".utf8)
        for count in 0...text.count {
            #expect(isText(text.prefix(count), isWhole: false))
        }
    }

    @Test(arguments: [
        (-1, 0), (0, 0), (1, 1), (16_384, 16_384), (16_385, 4096), (1 << 40, 4096),
    ])
    func lengths(size: Int, examined: Int) {
        #expect(TextSniffer.length(ofFile: size) == examined)
    }

    // MARK: Types

    /// Name, content, and the type.
    static let files: [(String, [UInt8], String)] = [
        ("a.txt", Array("gr\u{fc}n".utf8), "text/plain; charset=utf-8"),
        ("a.txt", [0x67, 0x72, 0xfc, 0x6e], "text/plain"),
        ("a.txt", [0xff, 0xfe, 0x61, 0x00], "text/plain"),
        ("a.txt", [0xef, 0xbb, 0xbf, 0x61], "text/plain; charset=utf-8"),
        ("README", [0x67, 0x72, 0xfc, 0x6e], "application/octet-stream"),
        ("README", [0, 1, 2], "application/octet-stream"),
        ("a.csv", [0xe4], "text/csv"), ("a.js", [0xe4], "text/javascript"),
        ("a.json", Array("{}".utf8), "application/json"),
        ("a.svg", Array("<svg/>".utf8), "image/svg+xml"),
        ("a.xml", Array("<?xml version='1.0' encoding='utf-8'?>".utf8), "application/xml"),
        ("a.xml", Array("<a/>".utf8), "application/xml"),
        ("a.bin", Array("text".utf8), "application/octet-stream"),
        ("a.html", Array("<p>gr\u{fc}n".utf8), "text/html; charset=utf-8"),
        ("a.html", [0x3c, 0x70, 0x3e, 0xfc], "text/html"),
        ("a.html", Array("<meta charset=utf-8>".utf8), "text/html"),
        ("a.html", Array("<meta charset=iso-8859-1>".utf8), "text/html"),
        ("a.txt", Array("<meta charset=iso-8859-1>".utf8), "text/plain; charset=utf-8"),
        ("a.css", Array("@charset \"iso-8859-1\";".utf8), "text/css"),
        ("a.css", Array("p{}".utf8), "text/css; charset=utf-8"),
    ]

    @Test(arguments: files) func types(_ name: String, _ content: [UInt8], _ type: String) {
        let found = MediaTypes.builtin.type(forName: Array(name.utf8))
        let sent = found.contentType(of: content.span, isWhole: true)
        #expect(String(decoding: sent, as: UTF8.self) == type)
    }

    // MARK: Documents that name their charset

    private static let far = String(repeating: "x", count: 1000)

    static let declaring = [
        "<meta charset=utf-8>", "<META CHARSET='utf-8'>", "<meta\tcharset = \"utf-8\" >",
        "<!doctype html><html><head><meta charset=x>", "<meta/charset=utf-8>",
        "<meta name=a content=b><meta charset=utf-8>", "<meta name=charset charset=utf-8>",
        "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'>",
        "<meta content=\"text/html;CHARSET = x\" http-equiv=\"content-type\">",
        "<!-- <p> --><meta charset=utf-8>", "<!--><meta charset=utf-8>",
        "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><html>", "\u{feff}<p>",
        "<title>a</title><script src='<!--'></script><meta charset=utf-8>",
        "@charset \"utf-8\"; p{}", "</p charset=x><?php ?><!x><meta charset=u>",
    ]

    @Test(arguments: declaring) func declares(_ text: String) {
        #expect(declaresCharset(text.utf8))
    }

    static let silent = [
        "", "<", "<m", "<meta", "<meta ", "<meta charset", "<meta charset=", "<meta charset=>",
        "<meta charset=\"\">", "<meta charset=\"utf-8", "<metadata charset=utf-8>",
        "<!-- <meta charset=utf-8> -->", "<!-- <meta charset=utf-8>",
        "<p title='<meta charset=x>'>",
        "<meta http-equiv=refresh content='0; charset=x'>", "<meta content='text/html; charset=x'>",
        "<meta http-equiv=content-type content=text/html>",
        "<meta http-equiv=content-type content='charset charse='>",
        "charset=utf-8", "<p charset=utf-8>", "<?xml version=\"1.0\"?><html encoding=x>",
        " @charset \"utf-8\";", "@charset utf-8;", "<p =<meta charset=x>",
        far + "<!-- " + far + "<meta charset=utf-8>", far + "<meta name=description charset=utf-8>",
    ]

    @Test(arguments: silent) func isSilent(_ text: String) {
        #expect(!declaresCharset(text.utf8))
    }

    /// Any cut of a document is read without a trap, and declares only what is there whole.
    @Test func cutDocuments() {
        for text in Self.declaring + Self.silent {
            let bytes = Array(text.utf8)
            let all = declaresCharset(bytes)
            for count in 0...bytes.count {
                let part = declaresCharset(bytes.prefix(count))
                if part, !all { Issue.record("\(text) at \(count)") }
            }
        }
    }
}
