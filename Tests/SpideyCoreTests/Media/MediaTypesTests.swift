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
        ("run.sh", "text/plain; charset=utf-8", "Shell script"),
        ("main.swift", "text/plain; charset=utf-8", "Swift source"),
        ("data.yaml", "text/plain; charset=utf-8", "YAML data"),
        ("table.csv", "text/csv; charset=utf-8", "CSV table"),
        ("NOTES.md", "text/plain; charset=utf-8", "Markdown text"),
        ("firmware.bin", "application/octet-stream", "Binary data"),
        ("font.woff2", "font/woff2", "Web font"),
        ("README", "text/plain; charset=utf-8", "File"),
        ("x.log.1", "text/plain; charset=utf-8", "File"),
        (".profile", "text/plain; charset=utf-8", "File"),
        (".html", "text/plain; charset=utf-8", "File"),
        ("trailing.", "text/plain; charset=utf-8", "File"),
        ("", "text/plain; charset=utf-8", "File"),
        ("x.nobody-knows", "text/plain; charset=utf-8", "File"),
        ("x.an-extension-longer-than-a-key", "text/plain; charset=utf-8", "File"),
        ("x.html ", "text/plain; charset=utf-8", "File"),
    ]

    /// The type of a file that is text in UTF-8.
    private func typeOfText(_ type: MediaType) -> String {
        let text = Array("text".utf8)
        return String(decoding: type.contentType(of: text.span, isWhole: true), as: UTF8.self)
    }

    @Test(arguments: cases) func knows(_ name: String, _ type: String, _ label: String) {
        let found = MediaTypes.builtin.type(forName: Array(name.utf8))
        #expect(typeOfText(found) == type)
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
        text/markdown md
        application/rls-services+xml rs
        application/x-trash bak
        not-a-type foo
        bad/ty pe/x oops
        evil/x\u{0b}y inject
        a/b/c slashes
        """

    @Test(arguments: [
        ("a.weird", "text/plain; charset=utf-8", "WEIRD text"),
        ("a.WRD", "text/plain; charset=utf-8", "WRD text"),
        ("a.md", "text/plain; charset=utf-8", "Markdown text"),
        ("a.rs", "text/plain; charset=utf-8", "Rust source"),
        ("a.bak", "text/plain; charset=utf-8", "File"),
        ("a.tga", "image/x-tga", "TGA image"),
        ("a.short", "application/vnd.verylong", "SHORT file"),
        ("a.asc", "text/plain; charset=utf-8", "ASC text"),
        ("a.html", "text/plain; charset=utf-8", "Web page"),
        ("a.png", "image/png", "PNG image"),
        ("a.foo", "text/plain; charset=utf-8", "File"),
        ("a.inject", "text/plain; charset=utf-8", "File"),
        ("a.slashes", "text/plain; charset=utf-8", "File"),
    ])
    func systemTableLiesOverTheBuiltIn(_ name: String, _ type: String, _ label: String) {
        let types = MediaTypes(systemTable: Array(Self.system.utf8))
        let found = types.type(forName: Array(name.utf8))
        #expect(typeOfText(found) == type)
        #expect(String(decoding: found.label, as: UTF8.self) == label)
    }

    /// `--type`: it overrides both tables, and the last one of an extension counts.
    @Test(arguments: [
        ("a.md", "text/markdown; charset=utf-8", "Markdown text"),
        ("a.tga", "image/png", "TGA image"),
        ("a.txt", "application/octet-stream", "Plain text"),
        ("a.latin", "text/plain;charset=iso-8859-1", "LATIN text"),
        ("a.TWICE", "text/csv; charset=utf-8", "TWICE text"),
        ("a.html", "TEXT/HTML; charset=utf-8", "Web page"),
        ("a.css", "text/css; charset=utf-8", "Stylesheet"),
    ])
    func chosen(_ name: String, _ type: String, _ label: String) {
        let choices = [
            "md=text/markdown", ".tga=image/png", "TXT=application/octet-stream",
            "latin=text/plain;charset=iso-8859-1", "twice=image/gif", "twice=text/csv",
            "html=TEXT/HTML",
        ].map { MediaTypeChoice($0)! }
        let types = MediaTypes(systemTable: Array(Self.system.utf8)).overridden(by: choices)
        let found = types.type(forName: Array(name.utf8))
        #expect(typeOfText(found) == type)
        #expect(String(decoding: found.label, as: UTF8.self).lowercased() == label.lowercased())
    }

    @Test(arguments: [
        "", "log", "=text/plain", "log=", "log=text", "log=text/", "log=/plain", "log=a/b/c",
        "log=text/plain ", "log= text/plain", "log=te xt/plain", "log=text/pl\u{e4}in",
        "log=text/plain\r\nX: y", "log=text/plain;", "log=text/plain;charset", "log=text/plain;=x",
        "log=text/plain;charset=\"x", "log=text/plain;a=\"\n\"", "tar.gz=application/gzip",
        "a/b=text/plain", "..=text/plain", ".=text/plain", "a b=text/plain",
        "longer-than-a-key=text/plain", "log=text/plain; a=b; c", "log=*/*",
    ])
    func notAChoice(_ text: String) { #expect(MediaTypeChoice(text) == nil) }

    @Test(arguments: [
        "log=text/plain", ".log=text/plain", "7z=application/x-7z-compressed",
        "x=application/vnd.a.b+xml", "x=text/plain; charset=utf-8",
        "x=text/plain ;charset=\"iso 8859;1\"; format=flowed", "\u{e4}=text/plain",
        "exactly-sixteen-=text/plain",
    ])
    func aChoice(_ text: String) { #expect(MediaTypeChoice(text) != nil) }
}
