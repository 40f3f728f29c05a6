import HTTPWire
import Testing

@testable import SpideyCore

@Suite struct ListingPageTests {
    static let hostileNames: [[UInt8]] =
        [
            "<img src=x onerror=alert(1)>", "\"onmouseover=alert(1) x=\"", "'onfocus='x",
            "javascript:x",
            "data:text/html,x", "a:b", "&lt;script&gt;", "</a></table><script>", "<!--", "-->",
            "]]>",
            "new\nline", "car\rriage", "tab\there", "\u{1b}]0;title\u{07}", "..%2f..", "%", "%41",
            "?q",
            "#f", "a;b&c=d", "with space ", " leading", "back\\slash", "~", "...", "-rf",
            "$(reboot)",
            "`id`", "{{7*7}}", "ü.txt", "蜘蛛", "\u{202e}gpj.exe", "e\u{301}", "\u{301}x", "%c0%ae",
        ].map { Array($0.utf8) } + [
            [0xff], [0xc0, 0xae], [0xe2, 0x28, 0xa1], [0xf0, 0x9f], [0x80, 0x3c, 0x62, 0x3e],
            Array(1...46) + Array(48...255), [UInt8](repeating: 0x3c, count: 255),
        ]

    private typealias Row = (name: [UInt8], entry: ListingEntry)

    private static func entry(_ name: [UInt8], _ kind: EntryKind = .file) -> Row {
        (name, ListingEntry(kind: kind, size: 1234, modified: 1_795_349_100))
    }

    private static func page(
        _ path: [[UInt8]], _ entries: [Row], hidden: Int = 0, server: String = "Spidey/1",
        types: MediaTypes = .builtin, utcOffset: @escaping (Int) -> Int = { _ in 0 }
    ) -> [UInt8] {
        var summary = ListingSummary()
        for (_, entry) in entries { summary.count(entry) }
        summary.hidden = hidden
        var page: [UInt8] = []
        var rows = ListingRows(types: types, utcOffset: utcOffset)
        ListingPage.appendTop(path, summary, to: &page)
        for (name, entry) in entries { rows.append(entry, name: name.span, to: &page) }
        ListingPage.appendBottom(server: server, size: nil, to: &page)
        return page
    }

    private static func render(_ path: [[UInt8]], _ entries: [Row]) -> [HTMLToken] {
        HTMLToken.tokenize(page(path, entries))
    }

    /// Start tags with their attributes, but for `<i>`, whose number depends on the name.
    private static func shape(_ tokens: [HTMLToken]) -> [String] {
        tokens.compactMap { token in
            guard case .start(let name, let attributes) = token, name != "i" else { return nil }
            return name + attributes.keys.sorted().joined(separator: ",")
        }
    }

    private static func links(_ tokens: [HTMLToken]) -> [String] {
        tokens.compactMap { token in
            guard case .start("a", let attributes) = token else { return nil }
            return attributes["href"]
        }
    }

    @Test(arguments: hostileNames) func namesNeverBecomeMarkup(_ name: [UInt8]) throws {
        for kind in [EntryKind.directory, .file, .script, .other] {
            let tame = Self.render([Array("a".utf8)], [Self.entry(Array("b".utf8), kind)])
            let wild = Self.render([name], [Self.entry(name, kind)])
            #expect(Self.shape(tame) == Self.shape(wild))
            guard kind != .other else { continue }
            var link = try #require(Self.links(wild).last)
            if kind == .directory { #expect(link.removeLast() == "/") }
            #expect(link.hasPrefix("./"))
            let segment = Array(link.utf8.dropFirst(2))
            #expect(!segment.contains(UInt8(ascii: "/")))
            #expect(PercentCoding.decode(segment.span) == name)
        }
    }

    @Test(arguments: hostileNames) func pagesAreAlwaysUTF8WithoutControls(_ name: [UInt8]) {
        let page = Self.page([name, name], [Self.entry(name)])
        #expect(String(validating: page, as: UTF8.self) != nil)
        #expect(page.allSatisfy { $0 >= 0x20 || $0 == 0x0a })
    }

    @Test func validNamesAreShownAsTheyAre() {
        for name in Self.hostileNames {
            guard let text = String(validating: name, as: UTF8.self),
                !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 0x202e })
            else { continue }
            #expect(Self.render([], [Self.entry(name)]).contains(.text(text)))
        }
    }

    @Test func breadcrumbsLeadUp() {
        let path = ["one", "two & a half", "three"].map { Array($0.utf8) }
        let tokens = Self.render(path, [])
        #expect(Self.links(tokens) == ["./../../../", "./../../", "./../", "../"])
        #expect(tokens.contains(.text("two & a half")))
        #expect(tokens.contains(.text("/one/two & a half/three/")))
        #expect(Self.links(Self.render([], [])) == [])
    }

    @Test func deepPathsStaySmall() {
        let path = [[UInt8]](repeating: Array("a".utf8), count: 2000)
        let page = Self.page(path, [], server: "")
        #expect(page.count < 24_000)
        #expect(Self.links(HTMLToken.tokenize(page)).count == ListingPage.maximumBreadcrumbs + 2)
    }

    @Test func summaryCounts() {
        let file = Self.entry(Array("f".utf8))
        let folder = Self.entry(Array("d".utf8), .directory)
        func text(_ entries: [Row], _ hidden: Int = 0) -> String {
            String(decoding: Self.page([], entries, hidden: hidden), as: UTF8.self)
        }
        #expect(text([]).contains("<p>Empty folder"))
        #expect(text([]).contains("Nothing here yet."))
        #expect(text([folder]).contains("<p>1 folder<"))
        #expect(text([file]).contains("<p>1 file, 1.2 KB<"))
        #expect(text([folder, folder, file, file]).contains("<p>2 folders, 2 files, 2.5 KB<"))
        #expect(text([file], 12).contains("<p>1 file, 1.2 KB; 12 more not shown<"))
    }

    /// What is not known when the top is written stands at the bottom.
    @Test func sizesThatAreKnownLate() {
        var summary = ListingSummary()
        summary.count(Self.entry(Array("f".utf8)).entry)
        summary.size = nil
        summary.isCut = true
        var page: [UInt8] = []
        ListingPage.appendTop([], summary, to: &page)
        ListingPage.appendBottom(server: "S", size: 1_234_567, to: &page)
        let text = String(decoding: page, as: UTF8.self)
        #expect(text.contains("<p>1 file; at least 1 more not shown<"))
        #expect(text.contains("<footer>1.2 MB in all files. Served by S</footer>"))
    }

    @Test func aRowShowsSizeTypeAndTime() {
        let entry = ListingEntry(kind: .file, size: 80_112, modified: 1_795_349_100)
        let page = Self.page([], [(Array("a.png".utf8), entry)], utcOffset: { _ in 3600 })
        let text = String(decoding: page, as: UTF8.self)
        #expect(
            text.contains(
                """
                <tr><th><a href="./a.png"><svg aria-hidden=true><use href="#i"/></svg>a.png</a>\
                <td title="80112 bytes">80 KB<td>PNG image\
                <td><time datetime=2026-11-22T13:05+01:00>2026-11-22 13:05</time>
                """))
    }

    /// The figures that the page was designed to; names are counted apart.
    @Test func staysSmall() {
        let empty = Self.page([], [])
        #expect(empty.count < 6000)
        let name = Array("some-picture.jpeg".utf8)
        let full = Self.page([], [Row](repeating: Self.entry(name), count: 100))
        #expect((full.count - empty.count) / 100 - 2 * name.count < 180)
    }

    @Test func everyIconIsDrawnAndNothingIsFetched() {
        var tokens: [HTMLToken] = []
        for icon in Icon.allCases {
            // Some name that has this icon, or a folder's or a script's.
            let kind: EntryKind = icon == .folder ? .directory : icon == .script ? .script : .file
            let row = MediaTypes.rows.first { $0.icon == icon }
            let name = "x." + (row?.extensions.split(separator: " ").first ?? "none")
            tokens += Self.render([], [Self.entry(Array(name.utf8), kind)])
            let isUsed = tokens.contains { token in
                guard case .start("use", let attributes) = token else { return false }
                return attributes["href"] == "#" + String(UnicodeScalar(icon.rawValue))
            }
            #expect(isUsed, "\(icon)")
        }
        var drawn: Set<String> = []
        for case .start(let name, let attributes) in tokens {
            #expect(name != "script" && name != "img" && name != "iframe")
            #expect(!attributes.keys.contains { $0.hasPrefix("on") })
            if name == "symbol" { drawn.insert("#" + (attributes["id"] ?? "")) }
            if name == "use" { #expect(drawn.contains(attributes["href"] ?? "")) }
        }
        #expect(drawn.count == Icon.allCases.count + 1)
    }

    @Test func serverIsEscaped() {
        let page = Self.page([], [], server: "<b>")
        #expect(HTMLToken.tokenize(page).contains(.text("Served by <b>")))
    }
}
