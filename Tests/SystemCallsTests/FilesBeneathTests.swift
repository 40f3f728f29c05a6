import Foundation
import SystemCalls
import SystemPackage
import Testing

/// Opening what clients name: what is opened at all, and when.
@Suite struct FilesBeneathTests {
    private func tree() throws -> TemporaryDirectory {
        let outer = TemporaryDirectory()
        let root = outer.path + "/root"
        try outer.write("root/file", "inside")
        try outer.write("root/sub/deep", "deep")
        guard mkfifo(root + "/fifo", 0o644) == 0, mkfifo(outer.path + "/fifo", 0o644) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
        try outer.link("root/to-file", to: "file")
        try outer.link("root/to-sub", to: "sub")
        try outer.link("root/to-fifo", to: "fifo")
        try outer.link("root/out-fifo", to: "../fifo")
        try outer.link("root/out", to: "..")
        return outer
    }

    /// A path, and what comes of opening it as whatever it is, and as a directory.
    static let paths: [(String, OpenRefusal?, OpenRefusal?)] = [
        (".", nil, nil), ("sub", nil, nil), ("to-sub", nil, nil),
        ("file", nil, .notADirectory), ("to-file", nil, .notADirectory),
        ("sub/deep", nil, .notADirectory), ("to-sub/deep", nil, .notADirectory),
        ("fifo", .forbidden, .notADirectory), ("to-fifo", .forbidden, .notADirectory),
        ("out-fifo", .notFound, .notFound), ("out/fifo", .notFound, .notFound),
        ("out/root/file", nil, .notADirectory), ("none", .notFound, .notFound),
        ("none/none", .notFound, .notFound), ("file/none", .notADirectory, .notADirectory),
        ("fifo/none", .notADirectory, .notADirectory),
    ]

    @Test(arguments: paths, PathResolver.Means.both)
    func opens(
        _ row: (path: String, any: OpenRefusal?, asDirectory: OpenRefusal?),
        means: PathResolver.Means
    ) throws {
        let (path, any, asDirectory) = row
        let resolver = PathResolver(means: means)
        let outer = try tree()
        let root = try Descriptor.openDirectory(outer.path + "/root")
        let fifos = [outer.path + "/fifo", outer.path + "/root/fifo"]
        let notices = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        defer { close(notices) }
        for fifo in fifos { #expect(inotify_add_watch(notices, fifo, UInt32(IN_OPEN)) >= 0) }
        for (isDirectory, expected) in [(false, any), (true, asDirectory)] {
            #expect(refusal(root, path, isDirectory, resolver) == expected)
            // A link that leads out counts as another file system as well, even if it returns.
            let prompt = promptRefusal(root, path, isDirectory, resolver)
            switch prompt {
            case nil: #expect(expected == nil)
            case .refused(let found): #expect(found == expected)
            case .otherFileSystem: #expect(path.hasPrefix("out"))
            case .disk: break
            }
            if means != .kernel { #expect(prompt == .disk) }
        }
        var event = [UInt8](repeating: 0, count: 64)
        #expect(read(notices, &event, event.count) == -1, "a FIFO was opened")
    }

    private func refusal(
        _ root: borrowing Descriptor, _ path: String, _ asDirectory: Bool,
        _ resolver: PathResolver = PathResolver()
    ) -> OpenRefusal? {
        do throws(OpenRefusal) {
            _ = try root.openBeneath(Array(path.utf8), by: resolver, asDirectory: asDirectory)
            return nil
        } catch {
            return error
        }
    }

    private func promptRefusal(
        _ root: borrowing Descriptor, _ path: String, _ asDirectory: Bool,
        _ resolver: PathResolver = PathResolver()
    ) -> PromptRefusal? {
        do throws(PromptRefusal) {
            _ = try root.openBeneathIfCached(
                Array(path.utf8), by: resolver, asDirectory: asDirectory)
            return nil
        } catch {
            return error
        }
    }

    // Macros that Glibc's module does not have.
    private static let setLease: Int32 = 1024
    private static let getLease: Int32 = 1025

    /// A file with a lease: a call that may wait opens it once the lease has been given back; one
    /// that may not says that it would have to wait.
    @Test(arguments: PathResolver.Means.both) func leases(means: PathResolver.Means) throws {
        let resolver = PathResolver(means: means)
        // The kernel sends the holder this signal, which would end the tests.
        signal(SIGIO, SIG_IGN)
        let directory = TemporaryDirectory()
        try directory.write("file", "content")
        let root = try Descriptor.openDirectory(directory.path)
        let holder = open(directory.path + "/file", O_RDWR | O_CLOEXEC)
        defer { close(holder) }
        guard fcntl(holder, Self.setLease, Int32(F_WRLCK)) == 0 else {
            return print("No leases here: \(String(cString: strerror(errno)))")
        }
        let located = (try? root.locateBeneath(Array("file".utf8), by: resolver)) != nil
        #expect(located)
        #expect(fcntl(holder, Self.getLease) == Int32(F_WRLCK), "it was only located")
        #expect(promptRefusal(root, "file", false) == .disk)
        #expect(fcntl(holder, Self.getLease) != Int32(F_WRLCK), "its holder was asked")
        // Taken anew, it is given back as soon as somebody wants the file.
        try #require(fcntl(holder, Self.setLease, Int32(F_UNLCK)) == 0)
        try #require(fcntl(holder, Self.setLease, Int32(F_WRLCK)) == 0)
        let giver = Thread {
            awaitCondition { fcntl(holder, Self.getLease) != Int32(F_WRLCK) }
            _ = fcntl(holder, Self.setLease, Int32(F_UNLCK))
        }
        giver.start()
        #expect(refusal(root, "file", false, resolver) == nil)
        awaitCondition { giver.isFinished }
    }
}
