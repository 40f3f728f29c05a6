import Testing

@testable import SpideyCore

@Suite struct RequestPathTests {
    static let paths: [(String, String, Bool)] = [
        ("", "", true), ("/", "", true), ("//", "", true), ("/.", "", true), ("/./", "", true),
        ("/a", "a", false), ("/a/", "a", true), ("/a/b", "a/b", false), ("/a//b", "a/b", false),
        ("//a", "a", false), ("/a/.", "a", true), ("/a/./b", "a/b", false),
        ("/a/..", "", true), ("/a/../", "", true), ("/a/../b", "b", false),
        ("/a/b/../c", "a/c", false), ("/a/b/..", "a", true), ("/a/b/../..", "", true),
        ("/%61", "a", false), ("/a%20b", "a b", false), ("/%2e", "", true),
        ("/a/%2E%2e/b", "b", false), ("/a/.%2e", "", true), ("/a/%2e", "a", true),
        ("/%252e%252e/x", "%2e%2e/x", false), ("/%25", "%", false), ("/a+b", "a+b", false),
        ("/...", "...", false), ("/..a", "..a", false), ("/a..", "a..", false),
        ("/%5c..%5c", "\\..\\", false), ("/a;x=1", "a;x=1", false), ("/%0a", "\n", false),
        ("/%e2%98%83", "☃", false), ("/a%3fb", "a?b", false), ("/a%23", "a#", false),
    ]

    @Test(arguments: paths)
    func decodesOnceAndRemovesDots(raw: String, path: String, isDirectory: Bool) throws {
        let parsed = try RequestPath(Array(raw.utf8)[...])
        #expect(String(decoding: parsed.bytes, as: UTF8.self) == path)
        #expect(parsed.isDirectoryForm == isDirectory)
    }

    static let refused: [(String, RequestPath.Refusal)] = [
        ("/..", .nowhere), ("/../", .nowhere), ("/../a", .nowhere), ("/a/../..", .nowhere),
        ("/a/../../b", .nowhere), ("/%2e%2e", .nowhere), ("/.%2e/x", .nowhere),
        ("/%2e./%2e./etc/passwd", .nowhere), ("/./..", .nowhere), ("//..", .nowhere),
        ("/a%2fb", .nowhere), ("/..%2f..%2fetc", .nowhere), ("/%2F", .nowhere),
        ("/%", .malformed), ("/%1", .malformed), ("/%zz", .malformed), ("/a%", .malformed),
        ("/%u002e", .malformed), ("/%00", .malformed), ("/a.txt%00.jpg", .malformed),
        ("/%%32%65%%32%65/", .malformed), ("/% 20", .malformed), ("/%+1", .malformed),
    ]

    @Test(arguments: refused) func refuses(raw: String, refusal: RequestPath.Refusal) {
        #expect(throws: refusal) { try RequestPath(Array(raw.utf8)[...]) }
    }

    /// It is given a part of a longer array, whose indices do not begin at 0.
    @Test func readsSlices() throws {
        let line = Array("GET /a/%62/ HTTP".utf8)
        let parsed = try RequestPath(line[4..<11])
        #expect(parsed.bytes == Array("a/b".utf8) && parsed.isDirectoryForm)
    }

    @Test(arguments: [
        ("/a/b", "b", "a"), ("/a", "a", "."), ("/", "", "."), ("/a/b/c", "c", "a/b"),
    ])
    func knowsItsParts(raw: String, name: String, parent: String) throws {
        let parsed = try RequestPath(Array(raw.utf8)[...])
        #expect(parsed.name == Array(name.utf8))
        #expect(parsed.parent == Array(parent.utf8))
        #expect(parsed.forLookup == (raw == "/" ? [UInt8.dot] : parsed.bytes))
        let longer = parsed.appending(Array("x%y".utf8))
        #expect(longer.name == Array("x%y".utf8))
        #expect(longer.segments.count == parsed.segments.count + 1)
        #expect(longer.prefix(parsed.bytes.count).bytes == parsed.bytes)
    }

    @Test(arguments: [
        ("/", false), ("/a", false), ("/a.b/c.", false), ("/.a", true), ("/a/.b", true),
        ("/a/.b/c", true), ("/...", true), ("/.well-known", false), ("/.well-known/x", false),
        ("/.well-known/.x", true), ("/.well-knownx", true), ("/a/.well-known", true),
        ("/%2egit", true),
    ])
    func hidesDotNames(raw: String, isHidden: Bool) throws {
        #expect(try RequestPath(Array(raw.utf8)[...]).isHidden == isHidden)
    }
}
