import Testing

@testable import SpideyCore

/// Where a site begins, and the one file that it may consist of.
@Suite struct PathPrefixTests {
    private static func path(_ text: String) throws -> RequestPath {
        try RequestPath(Array(text.utf8)[...])
    }

    /// A prefix, a path, and the path in the site; `=` for the entrance, nil for nothing.
    private static let cases: [(prefix: String, path: String, inside: String?)] = [
        ("/", "/", "/"), ("/", "/a/b", "/a/b"), ("/app", "/app/", "/"), ("/app", "/app", "="),
        ("/app", "/", "="), ("/app/", "/app/a", "/a"), ("/app", "/app/a/b/", "/a/b/"),
        ("/app", "/apple", nil), ("/app", "/a", nil), ("/app", "/App/", nil),
        ("/a/b", "/a/b/c", "/c"), ("/a/b", "/a/", nil), ("/a/b", "/a/b", "="),
        ("//a//b//", "/a/b/c", "/c"), ("/app", "//app//x", "/x"), ("/app", "/%61pp/x", "/x"),
        ("/app", "/app/../x", nil), ("/app", "/x/../app/y", "/y"), ("/app", "/app/.", "/"),
    ]

    @Test func places() throws {
        for one in Self.cases {
            let prefix = try #require(PathPrefix(one.prefix))
            let place = prefix.place(of: try Self.path(one.path))
            switch one.inside {
            case nil: #expect(place == .outside, "\(one)")
            case "=": #expect(place == .entrance, "\(one)")
            case let inside?: #expect(place == .inside(try Self.path(inside)), "\(one)")
            }
        }
    }

    @Test(arguments: [("/", "/"), ("/app", "/app/"), ("/a/b/", "/a/b/"), ("/~x-1._", "/~x-1._/")])
    func homes(text: String, home: String) {
        #expect(PathPrefix(text)?.home == Array(home.utf8))
    }

    @Test(arguments: ["", "app", "/a b", "/a%20b", "/é", "/a?b", "/..", "/a/./b", "/<b>", "/a*"])
    func refused(text: String) { #expect(PathPrefix(text) == nil) }

    /// A file, a path, and where to look; nil for nothing.
    private static let files: [(path: String, found: String?)] = [
        ("/", "f.txt"), ("/name.txt", "f.txt"), ("/name.txt/x", "f.txt/x"), ("/f.txt", nil),
        ("/name.txt2", nil), ("/other", nil), ("/x/name.txt", nil),
    ]

    @Test func onlyFile() throws {
        let file = OnlyFile(name: "name.txt", file: "f.txt")
        for one in Self.files {
            let found = file.path(for: try Self.path(one.path))
            #expect(found?.bytes == one.found.map { Array($0.utf8) }, "\(one.path)")
        }
        #expect(file.path(for: try Self.path("/name.txt/"))?.isDirectoryForm == true)
        #expect(file.path(for: try Self.path("/"))?.isDirectoryForm == false)
    }
}
