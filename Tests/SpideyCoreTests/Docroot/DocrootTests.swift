import Foundation
import SystemCalls
import SystemPackage
import Testing

@testable import SpideyCore

@Suite struct DocrootTests {
    static let cases: [(String, String)] = [
        ("/", "directory"), ("/docs", "directory"), ("/docs/", "directory"),
        ("/hello.txt", "file 6"), ("/hello.txt/", "nothing"), ("/hello.txt/x", "nothing"),
        ("/inner", "file 4"), ("/leak", "nothing"), ("/none", "nothing"),
        ("/none/x", "nothing"), ("/fifo", "forbidden"), ("/fifo/", "nothing"),
        ("/fifo/x", "nothing"), ("/cgi/home/index.html/", "script cgi/home/index.html /"),
        ("/cgi/run", "script cgi/run"), ("/cgi/run/", "script cgi/run /"),
        ("/cgi/run/a/b", "script cgi/run /a/b"), ("/cgi/run/a/", "script cgi/run /a/"),
        ("/cgi/run/a%20b", "script cgi/run /a b"), ("/cgi/runx", "nothing"),
        ("/cgi/home/index.html", "script cgi/home/index.html"), ("/run", "nothing"),
    ]

    /// Both ways to resolve a path: what holds for one holds for the other.
    static let both: [PathResolver.Means] = [.kernel, .walk(.noFunction)]

    @Test(arguments: cases, both)
    func resolves(_ row: (path: String, expected: String), means: PathResolver.Means) throws {
        let (path, expected) = row
        let fixture = try SiteFixture.standard()
        let docroot = try fixture.docroot(by: PathResolver(means: means))
        let found = try describe(docroot, path)
        #expect(found == expected)
        withExtendedLifetime(fixture) {}
    }

    @Test(arguments: [("/cgi/run", "file 10"), ("/cgi/run/x", "nothing")])
    func withoutScripts(path: String, expected: String) throws {
        let fixture = try SiteFixture.standard()
        let docroot = try fixture.docroot(runsScripts: false)
        let found = try describe(docroot, path)
        #expect(found == expected)
        withExtendedLifetime(fixture) {}
    }

    private func describe(_ docroot: borrowing Docroot, _ path: String) throws -> String {
        switch docroot.resolve(try RequestPath(Array(path.utf8)[...])) {
        case .file(_, let status): return "file \(status.size)"
        case .directory: return "directory"
        case .script(let script, let extra):
            let parts = [script.bytes, extra].filter { !$0.isEmpty }
            return (["script"] + parts.map { String(decoding: $0, as: UTF8.self) })
                .joined(separator: " ")
        case .nothing: return "nothing"
        case .refused(let reason): return "\(reason)"
        }
    }

    /// Somebody swaps a directory for a link to the outside, over and over, while it is asked for.
    @Test(arguments: both) func swappedDirectoriesLeadNowhere(means: PathResolver.Means) throws {
        let fixture = try SiteFixture.standard()
        let docroot = try fixture.docroot(by: PathResolver(means: means))
        try fixture.write("swap-a/file", "inside")
        try fixture.link("swap-b", to: "../www-secret")
        let path = try RequestPath(Array("/swap-a/file".utf8)[...])
        let (a, b, c) = (
            fixture.root + "/swap-a", fixture.root + "/swap-b", fixture.root + "/swap-c"
        )
        var sizes: Set<Int> = []
        let thread = Thread {
            for _ in 0..<2000 {
                rename(a, c)
                rename(b, a)
                rename(a, b)
                rename(c, a)
            }
        }
        thread.start()
        while !thread.isFinished {
            if case .file(_, let status) = docroot.resolve(path) { sizes.insert(status.size) }
        }
        if case .file(_, let status) = docroot.resolve(path) { sizes.insert(status.size) }
        withExtendedLifetime(fixture) {}
        #expect(sizes == [6], "'inside' has 6 bytes, 'outside' 7")
    }

    /// What follows a script's path is found in paths of any depth, and quickly.
    @Test(arguments: both) func extraOfDeepScripts(means: PathResolver.Means) throws {
        let fixture = try SiteFixture.standard()
        let docroot = try fixture.docroot(by: PathResolver(means: means))
        for depth in 0..<9 {
            let folders = String(repeating: "d/", count: depth)
            try fixture.write("deep/\(folders)run", "#!/bin/sh\n", mode: 0o755)
            for extra in 1..<9 {
                let rest = String(repeating: "/x", count: extra)
                let found = try describe(docroot, "/deep/\(folders)run\(rest)")
                #expect(found == "script deep/\(folders)run \(rest)")
            }
        }
        withExtendedLifetime(fixture) {}
    }

    @Test func aDocrootMustBeADirectory() throws {
        let fixture = try SiteFixture.standard()
        #expect(throws: SystemError(call: "open", errno: .notDirectory)) {
            _ = try Docroot(fixture.root + "/hello.txt", runsScripts: true)
        }
        let path = try fixture.docroot().path
        #expect(path == fixture.root)
    }
}
