import Testing

@testable import SpideyCore

@Suite struct MediaTypesTests {
    static let cases: [(String, String, String)] = [
        ("index.html", "text/html; charset=utf-8", "Web page"),
        ("INDEX.HTM", "text/html; charset=utf-8", "Web page"),
        ("a.tar.gz", "application/gzip", "Gzip archive"),
        ("style.css", "text/css; charset=utf-8", "Stylesheet"),
        ("app.mjs", "text/javascript; charset=utf-8", "JavaScript"),
        ("data.json", "application/json", "JSON data"),
        ("picture.SVG", "image/svg+xml", "SVG drawing"),
        ("feed.xml", "application/xml", "XML document"),
        ("song.ogg", "audio/ogg", "Ogg audio"),
        ("run.sh", "application/x-sh; charset=utf-8", "Shell script"),
        ("main.swift", "text/x-swift; charset=utf-8", "Swift source"),
        ("font.woff2", "font/woff2", "Web font"),
        ("README", "application/octet-stream", "File"),
        (".profile", "application/octet-stream", "File"),
        (".html", "application/octet-stream", "File"),
        ("trailing.", "application/octet-stream", "File"),
        ("", "application/octet-stream", "File"),
        ("x.nobody-knows", "application/octet-stream", "File"),
        ("x.an-extension-longer-than-a-key", "application/octet-stream", "File"),
        ("x.html ", "application/octet-stream", "File"),
    ]

    @Test(arguments: cases) func knows(_ name: String, _ type: String, _ label: String) {
        let found = MediaTypes.builtin.type(forName: Array(name.utf8))
        #expect(String(decoding: found.contentType, as: UTF8.self) == type)
        #expect(String(decoding: found.label, as: UTF8.self) == label)
    }

    @Test func namesOfAnyBytes() {
        #expect(MediaTypes.builtin.type(forName: [0xff, 0x2e, 0xfe]) == .unknown)
        #expect(MediaTypes.builtin.type(forName: [0xff] + Array(".png".utf8)).icon == .image)
    }

    /// Labels go into pages as they are, types into field values.
    @Test func tableHoldsNothingThatNeedsEscaping() {
        #expect(MediaTypes.rows.count > 90)
        for row in MediaTypes.rows {
            #expect(!row.label.utf8.contains { Array("<>&\"'".utf8).contains($0) || $0 >= 0x7f })
            #expect(row.type.utf8.allSatisfy { (0x21..<0x7f).contains($0) })
            #expect(row.type.split(separator: "/").count == 2)
        }
    }

    @Test func noExtensionIsListedTwice() {
        let all = MediaTypes.rows.flatMap { $0.extensions.split(separator: " ") }
        #expect(Set(all).count == all.count)
    }

    static let system = """
        # comment
        text/x-weird\t\tweird wrd # another comment
        image/x-tga tga\r
        application/x-nothing
        application/vnd.verylong  averyveryverylongextension short
        text/plain asc html
        not-a-type foo
        bad/ty pe/x oops
        evil/x\u{0b}y inject
        a/b/c slashes
        """

    @Test(arguments: [
        ("a.weird", "text/x-weird; charset=utf-8", "WEIRD text"),
        ("a.WRD", "text/x-weird; charset=utf-8", "WRD text"),
        ("a.tga", "image/x-tga", "TGA image"),
        ("a.short", "application/vnd.verylong", "SHORT file"),
        ("a.asc", "text/plain; charset=utf-8", "ASC text"),
        ("a.html", "text/plain; charset=utf-8", "Web page"),
        ("a.png", "image/png", "PNG image"),
        ("a.foo", "application/octet-stream", "File"),
        ("a.inject", "application/octet-stream", "File"),
        ("a.slashes", "application/octet-stream", "File"),
    ])
    func systemTableLiesOverTheBuiltIn(_ name: String, _ type: String, _ label: String) {
        let types = MediaTypes(systemTable: Array(Self.system.utf8))
        let found = types.type(forName: Array(name.utf8))
        #expect(String(decoding: found.contentType, as: UTF8.self) == type)
        #expect(String(decoding: found.label, as: UTF8.self) == label)
    }
}
