import Foundation
import Testing

@testable import SpideyCore

/// What is watched, and what the changes that the kernel reports say of it.
@Suite(.enabled(if: SiteFixture.isWatchable, "temporary files change unreported"))
struct WatchedDirectoriesTests {
    private let watcher: Watcher

    init() throws { watcher = try Watcher() }

    @Test func thoseAboveAreWatchedAsWell() {
        #expect(watcher.isEmpty && watcher.changes().isEmpty)
        #expect(watcher.watch("a/b"))
        for path in ["", "a", "a/b"] { #expect(watcher.isWatched(path), "\(path)") }
        #expect(watcher.count == 3 && !watcher.isWatched("a/b/c"))
        #expect(watcher.watch("a/b"))
        #expect(watcher.count == 3)
    }

    @Test func whatIsNoDirectoryOfItsOwnIsNotWatched() {
        for path in ["a/b/c/x", "link", "link/b", "none", "none/more"] {
            #expect(!watcher.watch(path), "\(path)")
        }
    }

    /// Something that happens while `a/b` is watched.
    private struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (Watcher) throws -> Void
        /// Some of what is reported: the kernel reports more than one change, and more than once.
        let changes: [String]

        init(
            _ description: String, _ changes: [String],
            _ change: @escaping @Sendable (Watcher) throws -> Void
        ) {
            testDescription = description
            self.change = change
            self.changes = changes
        }
    }

    private static let cases = [
        Case("a file is written", ["a/b: new"]) { try $0.fixture.write("a/b/new", "new") },
        Case("a directory is made", ["a: new/"]) { mkdir($0.at("a/new"), 0o755) },
        Case("a watched directory is renamed", ["a: b/", "a: c/", "a/b"]) {
            rename($0.at("a/b"), $0.at("a/c"))
        },
        Case("a watched directory is removed", ["a: b/", "a/b"]) {
            try FileManager.default.removeItem(atPath: $0.at("a/b"))
        },
        Case("the mode of a watched directory is set", [": a/", "a"]) {
            chmod($0.at("a"), 0o700)
        },
        Case("something changes where nothing is watched", []) {
            try $0.fixture.write("a/d/new", "new")
        },
    ]

    @Test(arguments: cases) private func changes(of one: Case) throws {
        #expect(watcher.watch("a/b"))
        try one.change(watcher)
        let changes = watcher.changes()
        for change in one.changes { #expect(changes.contains(change), "\(changes)") }
        #expect(changes.isEmpty == one.changes.isEmpty, "\(changes)")
        #expect(watcher.changes().isEmpty)
    }

    /// Those below go with it, those beside it stay, and no notice of theirs comes any more.
    @Test func forgetting() throws {
        for path in ["a/b/c", "a/d", "e"] { #expect(watcher.watch(path)) }
        #expect(watcher.forget("a/b") == ["a/b", "a/b/c"])
        #expect(watcher.count == 4 && watcher.isWatched("a/d"))
        try watcher.fixture.write("a/b/c/x", "changed")
        #expect(watcher.changes().isEmpty)
        try watcher.fixture.write("a/d/x", "changed")
        #expect(watcher.changes().contains("a/d: x"))
        #expect(watcher.forget("a/b") == [])
        #expect(watcher.watch("a/b/c"))
        try watcher.fixture.write("a/b/c/x", "changed again")
        #expect(watcher.changes().contains("a/b/c: x"))
        #expect(watcher.forget("a") == ["a", "a/b", "a/b/c", "a/d"])
        #expect(watcher.count == 2)
    }

    /// What was removed and made again under the same name is another directory.
    @Test func removedAndMadeAgain() throws {
        #expect(watcher.watch("e"))
        // As a kept listing does, which delays the notices of the directory itself.
        let held = open(watcher.at("e"), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(held) }
        try FileManager.default.removeItem(atPath: watcher.at("e"))
        mkdir(watcher.at("e"), 0o755)
        #expect(watcher.changes().contains(": e/"))
        #expect(watcher.forget("e") == ["e"])
        #expect(watcher.watch("e"))
        try watcher.fixture.write("e/x", "new")
        #expect(watcher.changes().contains("e: x"))
    }

    /// The kernel knows the directory by one number, which still stands for its old path.
    @Test func movedBeforeTheNoticeIsRead() throws {
        #expect(watcher.watch("e"))
        rename(watcher.at("e"), watcher.at("f"))
        #expect(!watcher.watch("f"))
        #expect(watcher.changes().contains("e"))
        #expect(watcher.forget("e") == ["e"])
        #expect(watcher.watch("f"))
        try watcher.fixture.write("f/x", "new")
        #expect(watcher.changes().contains("f: x"))
    }

    /// Many at once, and the docroot itself, are cheaper to forget with all others.
    @Test func forgettingAll() throws {
        let many = WatchedDirectories.forgottenAtOnce
        for number in 0..<many { mkdir(watcher.at("a/\(number)"), 0o755) }
        for number in 0..<many { #expect(watcher.watch("a/\(number)")) }
        #expect(watcher.forget("") == nil)
        #expect(watcher.forget("a") == nil)
        #expect(watcher.count == many + 2 && !watcher.isFull)
        watcher.forgetAll()
        #expect(watcher.isEmpty && watcher.changes().isEmpty)
        #expect(watcher.watch("a/1"))
        try watcher.fixture.write("a/1/x", "new")
        #expect(watcher.changes().contains("a/1: x"))
    }

    /// More notices than the kernel keeps: nothing is certain any more.
    @Test func overflow() throws {
        #expect(watcher.watch("e"))
        let text = try String(
            contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
        let most = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        // Two that are the same in a row count as one.
        for number in 0...most { chmod(watcher.at(number % 2 == 0 ? "e/x" : "e"), 0o755) }
        #expect(watcher.changes().contains("*"))
        #expect(watcher.changes().isEmpty)
    }
}
