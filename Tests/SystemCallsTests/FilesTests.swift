import Foundation
import SystemCalls
import SystemPackage
import Testing

@Suite struct FilesTests {
    /// `root` is opened; its siblings must never be reached.
    private func tree() throws -> TemporaryDirectory {
        let outer = TemporaryDirectory()
        try outer.write("root/file", "inside")
        try outer.write("root/sub/deep", "deep")
        try outer.write("root-secret/file", "outside")
        try outer.write("secret", "outside")
        try outer.link("root/inner", to: "sub/deep")
        try outer.link("root/innerdir", to: "sub")
        try outer.link("root/sub/up", to: "../file")
        try outer.link("root/outer", to: "../secret")
        try outer.link("root/outerdir", to: "../root-secret")
        try outer.link("root/absolute", to: outer.path + "/root/file")
        try outer.link("root/loop", to: "loop")
        try outer.link("root/magic", to: "/proc/self/root")
        return outer
    }

    enum Expected: Sendable, Equatable {
        case text(String)
        case directory
        case refused(OpenRefusal)
    }

    static let paths: [(String, Expected)] = [
        (".", .directory), ("file", .text("inside")), ("sub", .directory),
        ("sub/deep", .text("deep")), ("./file", .text("inside")),
        ("sub/../file", .text("inside")), ("inner", .text("deep")),
        ("innerdir/deep", .text("deep")), ("sub/up", .text("inside")),
        ("..", .refused(.notFound)), ("../secret", .refused(.notFound)),
        ("../root/file", .text("inside")), ("sub/../../secret", .refused(.notFound)),
        ("../root-secret/../root", .directory), ("../root", .directory),
        ("/etc/passwd", .refused(.notFound)), ("/", .refused(.notFound)),
        ("outer", .refused(.notFound)), ("outerdir/file", .refused(.notFound)),
        ("absolute", .text("inside")), ("loop", .refused(.notFound)),
        ("magic/etc/passwd", .refused(.notFound)), ("none", .refused(.notFound)),
        ("none/file", .refused(.notFound)), ("", .refused(.notFound)),
        (String(repeating: "n", count: 300), .refused(.notFound)),
        (String(repeating: "n/", count: 4000), .refused(.notFound)),
        ("file/more", .refused(.notADirectory)), ("file/", .refused(.notADirectory)),
        ("sub/deep/x/y", .refused(.notADirectory)),
    ]

    @Test(arguments: paths, PathResolver.Means.both)
    func staysBeneath(_ row: (path: String, expected: Expected), means: PathResolver.Means) throws {
        let (path, expected) = row
        let outer = try tree()
        let resolver = PathResolver(means: means)
        let root = try Descriptor.openDirectory(outer.path + "/root")
        let found = try outcome { () throws(OpenRefusal) in
            try root.openBeneath(Array(path.utf8), by: resolver)
        }
        #expect(found == expected)
        // Without permission to read the same holds.
        let located: Expected
        do throws(OpenRefusal) {
            let found = try root.locateBeneath(Array(path.utf8), by: resolver)
            let kind = try? found.status().kind
            located = kind == .directory ? .directory : expected
        } catch {
            located = .refused(error)
        }
        #expect(located == expected)
    }

    private func outcome(
        _ open: () throws(OpenRefusal) -> Descriptor
    ) throws -> Expected {
        do throws(OpenRefusal) {
            let found = try open()
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

    @Test func statusSaysWhatAFileIs() throws {
        let outer = try tree()
        try outer.write("root/run", "#!/bin/sh\n", mode: 0o755)
        let root = try Descriptor.openDirectory(outer.path + "/root")
        let run = try root.locateBeneath(Array("run".utf8), by: PathResolver())
        let status = try run.status()
        #expect(status.kind == .regular && status.size == 10 && status.hasExecuteBit)
        let isExecutable = run.isExecutable
        #expect(isExecutable)
        let path = root.path
        #expect(path == outer.path + "/root")
    }

    static let sizes = [(0, 0), (0, 1), (10, 10), (10, 11), (20_000, 20_000), (16_384, 16_384)]

    @Test(arguments: sizes) func wholeFilesWithinALimit(size: Int, limit: Int) throws {
        let directory = TemporaryDirectory()
        try directory.write("file", String(repeating: "x", count: size))
        #expect(try FileContents.read(directory.path + "/file", limit: limit).count == size)
    }

    @Test(arguments: [(1, 0), (11, 10), (20_001, 20_000)])
    func largerFilesAreRefused(size: Int, limit: Int) throws {
        let directory = TemporaryDirectory()
        try directory.write("file", String(repeating: "x", count: size))
        #expect(throws: SystemError(call: "read", errno: .fileTooLarge)) {
            try FileContents.read(directory.path + "/file", limit: limit)
        }
    }

    @Test func logsAreAppendedTo() throws {
        let directory = TemporaryDirectory()
        for line in ["one\n", "two\n"] {
            try Descriptor.openForAppending(directory.path + "/log").writeAll(Array(line.utf8))
        }
        let text = try FileContents.read(directory.path + "/log", limit: 100)
        #expect(String(decoding: text, as: UTF8.self) == "one\ntwo\n")
        #expect(throws: SystemError(call: "open", errno: .noSuchFileOrDirectory)) {
            _ = try Descriptor.openForAppending(directory.path + "/none/log")
        }
    }

    /// Whole, from the middle, past the end, and of a file that has shrunk.
    @Test func filesAreSentByTheKernel() throws {
        let directory = TemporaryDirectory()
        try directory.write("file", "0123456789")
        let file = try Descriptor.openForReading(directory.path + "/file")
        let pair = try Descriptor.socketPair()
        #expect(try pair.writing.sendFile(file, at: 0, count: 4) == .moved(4))
        #expect(try pair.writing.sendFile(file, at: 8, count: 10) == .moved(2))
        #expect(try pair.writing.sendFile(file, at: 10, count: 10) == .ended)
        let buffer = ByteBuffer(initial: 64, maximum: 64)
        #expect(try buffer.receive(from: pair.reading) == .moved(6))
        let text = buffer.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        #expect(text == Array("012389".utf8))
    }
}
