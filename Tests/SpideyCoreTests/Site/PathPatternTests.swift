import Testing

@testable import SpideyCore

@Suite struct PathPatternTests {
    /// Patterns, paths that they match, and paths that they do not match.
    static let cases: [(pattern: String, matching: [String], others: [String])] = [
        ("*.css", ["a.css", ".css", "a/b/c.css", "x.min.css"], ["a.csx", "a.css.gz", "a.css/b"]),
        ("a.txt", ["a.txt", "deep/a.txt"], ["b.txt", "aa.txt", "a.txtx", "a.txt/x"]),
        ("/a.txt", ["a.txt"], ["deep/a.txt"]),
        ("media/*", ["media/a", "media/.b"], ["media", "media/a/b", "x/media/a"]),
        ("media/**", ["media/a", "media/a/b", "media/a/b/c"], ["media", "medias/a", "x/media/a"]),
        ("**/x/*.js", ["a/x/b.js", "a/b/x/.js"], ["x/b.js", "a/x/b/c.js"]),
        ("**", ["a", "a/b"], []),
        ("*", ["a", "a/b", "a/"], []),
        ("/*", ["a"], ["a/b"]),
        ("?", ["a", "x/b", "\u{e9}", "\u{1f577}"], ["ab", "\u{e9}\u{e9}"]),
        ("a?c", ["abc", "a\u{e9}c"], ["ac", "abbc"]),
        ("a/?/c", ["a/b/c"], ["a///c", "a/bb/c"]),
        ("***", ["a", "a/b"], []),
        ("*a*b*", ["ab", "xaxbx", "d/ab"], ["ba", "a"]),
        ("[a]", ["[a]"], ["a"]),
        ("\u{e9}.txt", ["\u{e9}.txt"], ["e.txt"]),
    ]

    @Test(arguments: cases) func table(
        _ one: (pattern: String, matching: [String], others: [String])
    ) throws {
        let pattern = try #require(PathPattern(one.pattern))
        for path in one.matching {
            #expect(pattern.matches(try RequestPath(Array(path.utf8)[...])), "\(path)")
        }
        for path in one.others {
            #expect(!pattern.matches(try RequestPath(Array(path.utf8)[...])), "\(path)")
        }
    }

    @Test func emptyOnesAreNone() {
        #expect(PathPattern("") == nil && PathPattern("/") == nil)
    }

    /// Where backtracking would take longer than the universe lasts.
    @Test func takesLittleTime() throws {
        let pattern = try #require(PathPattern(String(repeating: "*a", count: 30) + "b"))
        let path = try RequestPath(Array(repeating: UInt8(ascii: "a"), count: 4000)[...])
        #expect(!pattern.matches(path))
    }
}
