import Foundation
import SystemCalls
import SystemPackage
import Testing

/// Links that leave a directory and return, or do not: the same for both ways to resolve a path.
@Suite struct PathWalkTests {
    /// What a path leads to.
    enum Found: Equatable, Sendable {
        case text(String), directory
        case refused(OpenRefusal)
    }

    /// A link in `root/sub`, where "ROOT" stands for the path of the root and "OUTER" for that of
    /// the directory that holds it; what it leads to, and what it leads to if it may lead anywhere.
    static let links: [(target: String, inside: Found, outside: Found)] = [
        ("deep", .text("deep"), .text("deep")), ("../file", .text("file"), .text("file")),
        ("..", .directory, .directory), ("../", .directory, .directory),
        (".", .directory, .directory), ("./../sub/.", .directory, .directory),
        ("deep/", .refused(.notADirectory), .refused(.notADirectory)),
        ("deep/.", .refused(.notADirectory), .refused(.notADirectory)),
        ("deep/..", .refused(.notADirectory), .refused(.notADirectory)),
        ("none/../deep", .refused(.notFound), .refused(.notFound)),
        ("ROOT", .directory, .directory), ("ROOT/", .directory, .directory),
        ("ROOT/.", .directory, .directory), ("ROOT/file", .text("file"), .text("file")),
        ("//ROOT//sub//deep", .text("deep"), .text("deep")),
        ("ROOT/../root/file", .text("file"), .text("file")),
        ("ROOT/sub/../sub/../../root/sub/deep", .text("deep"), .text("deep")),
        ("../../root/file", .text("file"), .text("file")),
        ("../../../../../../../../../../../../..ROOT/file", .text("file"), .text("file")),
        ("OUTER/alias/file", .text("file"), .text("file")),
        ("OUTER/alias/../outside", .refused(.notFound), .text("outside")),
        ("OUTER/inner", .text("deep"), .text("deep")),
        ("ROOT/none", .refused(.notFound), .refused(.notFound)),
        ("ROOT/file/x", .refused(.notADirectory), .refused(.notADirectory)),
        ("OUTER/outside", .refused(.notFound), .text("outside")),
        ("OUTER/outside/x", .refused(.notFound), .refused(.notADirectory)),
        ("OUTER/none", .refused(.notFound), .refused(.notFound)),
        ("OUTER", .refused(.notFound), .directory), ("../..", .refused(.notFound), .directory),
        ("../../outside", .refused(.notFound), .text("outside")),
        ("ROOT-too/file", .refused(.notFound), .text("too")),
        ("ROOT/../root-too/file", .refused(.notFound), .text("too")),
        ("/", .refused(.notFound), .directory),
        ("ROOT/sub/link", .refused(.notFound), .refused(.notFound)),
        ("link", .refused(.notFound), .refused(.notFound)),
        ("OUTER/fifo", .refused(.notFound), .refused(.forbidden)),
        ("ROOT/fifo", .refused(.forbidden), .refused(.forbidden)),
    ]

    private func tree() throws -> TemporaryDirectory {
        let outer = TemporaryDirectory()
        try outer.write("root/file", "file")
        try outer.write("root/sub/deep", "deep")
        try outer.write("root-too/file", "too")
        try outer.write("outside", "outside")
        try outer.link("alias", to: "root")
        try outer.link("inner", to: outer.path + "/alias/sub/deep")
        #expect(mkfifo(outer.path + "/fifo", 0o644) == 0)
        #expect(mkfifo(outer.path + "/root/fifo", 0o644) == 0)
        return outer
    }

    @Test(arguments: links.indices, PathResolver.Means.both)
    func follows(index: Int, means: PathResolver.Means) throws {
        let (target, inside, outside) = Self.links[index]
        let outer = try tree()
        try outer.link(
            "root/sub/link",
            to: target.replacing("ROOT", with: outer.path + "/root")
                .replacing("OUTER", with: outer.path))
        for path in [outer.path + "/root", outer.path + "/alias"] {
            let root = try Descriptor.openDirectory(path)
            for (links, expected) in [(PathResolver.Links.inside, inside), (.outside, outside)] {
                let resolver = PathResolver(links: links, means: means)
                #expect(open("sub/link", root, resolver) == expected, "\(target), \(links)")
            }
        }
    }

    private func open(
        _ path: String, _ root: borrowing Descriptor, _ resolver: PathResolver
    ) -> Found {
        do throws(OpenRefusal) {
            let found = try root.openBeneath(Array(path.utf8), by: resolver)
            if (try? found.status().kind) == .directory { return .directory }
            let buffer = ByteBuffer(initial: 64, maximum: 64)
            _ = try? buffer.read(from: found)
            return .text(
                buffer.withBytes { bytes in
                    String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
                })
        } catch {
            return .refused(error)
        }
    }

    /// From where absolute paths begin, every absolute link stays inside.
    @Test(arguments: PathResolver.Means.both) func fromTheTop(means: PathResolver.Means) throws {
        let outer = try tree()
        let up = String(repeating: "../", count: 12)
        try outer.link("root/sub/link", to: up + outer.path + "/inner")
        let root = try Descriptor.openDirectory("/")
        let path = String(outer.path.dropFirst()) + "/root/sub/link"
        #expect(open(path, root, PathResolver(means: means)) == .text("deep"))
    }

    /// As many links as the kernel follows, and one more: `path_resolution(7)`.
    @Test(arguments: PathResolver.Means.both) func chains(means: PathResolver.Means) throws {
        let outer = try tree()
        try outer.link("root/1", to: "file")
        for number in 2...41 { try outer.link("root/\(number)", to: "\(number - 1)") }
        let root = try Descriptor.openDirectory(outer.path + "/root")
        let resolver = PathResolver(means: means)
        #expect(open("40", root, resolver) == .text("file"))
        #expect(open("41", root, resolver) == .refused(.notFound))
    }

    /// A path may take many steps, through links as well, but not any number.
    @Test func bounded() throws {
        let outer = try tree()
        let down = String(repeating: "sub/../", count: 500)
        for number in 0..<39 {
            try outer.link("root/\(number)", to: down + "\(number + 1)")
        }
        try outer.link("root/39", to: "file")
        let root = try Descriptor.openDirectory(outer.path + "/root")
        #expect(open("30", root, PathResolver(means: .walk(.noFunction))) == .text("file"))
        let path = String(repeating: "sub/../", count: 70_000) + "file"
        #expect(open(path, root, PathResolver(means: .walk(.noFunction))) == .refused(.notFound))
    }

    /// A path longer than any call takes.
    @Test(arguments: PathResolver.Means.both) func longerThanCallsTake(means: PathResolver.Means)
        throws
    {
        let outer = try tree()
        let root = try Descriptor.openDirectory(outer.path + "/root")
        for count in [1000, 1365, 2000, 4000] {
            let path = String(repeating: "./", count: count) + "file"
            #expect(open(path, root, PathResolver(means: means)) == .text("file"), "\(count)")
        }
    }

    /// The one call that finds out whether `openat2` works: it does wherever these tests run.
    @Test func probing() {
        #expect(PathResolver().means == .kernel)
        #expect(PathResolver().links == .inside)
    }

    /// Another file system, or outside: not to be asked where others wait.
    @Test(arguments: PathResolver.Means.both) func otherFileSystems(means: PathResolver.Means)
        throws
    {
        let outer = try tree()
        let resolver = PathResolver(links: .outside, means: means)
        try outer.link("root/proc", to: "/proc/version")
        let root = try Descriptor.openDirectory(outer.path + "/root")
        for (path, isElsewhere) in [
            ("file", false), ("sub/deep", false), ("none", false), ("proc", true),
            (String(repeating: "./", count: 4000) + "file", false),
            (String(repeating: "./", count: 4000) + "proc", true),
        ] {
            let found = root.leavesFileSystem(Array(path.utf8), by: resolver)
            #expect(found == isElsewhere, "\(path.suffix(8))")
        }
    }
}
