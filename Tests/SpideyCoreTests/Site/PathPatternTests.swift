import Testing

@testable import SpideyCore

/// Which paths a pattern stands for.
@Suite struct PathPatternTests {
    private static let cases: [(pattern: String, matches: [String], others: [String])] = [
        ("/about", ["/about"], ["/", "/about/", "/about2", "/x/about", "/About"]),
        ("/", ["/"], ["/x"]),
        ("*", ["/", "/x", "/x/y.js"], []),
        ("/*", ["/", "/x", "/x/y.js"], []),
        ("*.js", ["/a.js", "/x/y.js", "/.js"], ["/a.jsx", "/js", "/a.JS"]),
        (
            "/assets/*.js", ["/assets/a.js", "/assets/x/y.js", "/assets/.js"],
            ["/assets/", "/a.js"]
        ),
        ("/a*b*c", ["/abc", "/axbxc", "/abbc", "/abcc"], ["/ac", "/acb", "/ab"]),
        ("/a*a", ["/aa", "/axa"], ["/a"]),
        ("/aa*aa", ["/aaaa", "/aaxaa"], ["/aaa", "/aa"]),
        ("*a*b*", ["/ab", "/xaxbx"], ["/ba", "/b"]),
        ("**", ["/", "/x"], []),
        ("/a%20b", ["/a b"], ["/a%20b"]),
        ("/a%2A", ["/a*"], ["/ab"]),
        ("/é*", ["/é", "/éx"], ["/e"]),
    ]

    @Test func table() throws {
        for one in Self.cases {
            let pattern = try #require(PathPattern(Array(one.pattern.utf8)[...]))
            for path in one.matches {
                #expect(pattern.matches(Array(path.utf8)), "\(one.pattern) \(path)")
            }
            for path in one.others {
                #expect(!pattern.matches(Array(path.utf8)), "\(one.pattern) \(path)")
            }
        }
    }

    @Test(arguments: ["", "a", "assets/*", "/%", "/a%zz", " /a"]) func refused(text: String) {
        #expect(PathPattern(Array(text.utf8)[...]) == nil)
    }

    /// No pattern makes a path of many bytes expensive.
    @Test func hardPaths() throws {
        let text = String(repeating: "*a", count: 40) + "*b"
        let pattern = try #require(PathPattern(Array(text.utf8)[...]))
        #expect(!pattern.matches(Array("/".utf8) + [UInt8](repeating: 0x61, count: 4000)))
    }
}
