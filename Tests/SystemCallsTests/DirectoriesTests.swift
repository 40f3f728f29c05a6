import Foundation
import SystemCalls
import SystemPackage
import Testing

@Suite struct DirectoriesTests {
    private func read(
        _ directory: borrowing Descriptor, includingHidden: Bool = true
    ) throws -> (names: EntryNames, calls: Int) {
        var names = EntryNames()
        var calls = 1
        while try names.read(from: directory, includingHidden: includingHidden) { calls += 1 }
        return (names, calls)
    }

    private func texts(_ names: EntryNames) -> [[UInt8]] {
        names.entries.map { Array(names.bytes[$0.range]) }
    }

    private func create(_ name: [UInt8], in directory: TemporaryDirectory) {
        let path = Array(directory.path.utf8) + [0x2f] + name + [0]
        let number = path.map(CChar.init(bitPattern:)).withUnsafeBufferPointer {
            open($0.baseAddress!, O_CREAT | O_WRONLY | O_CLOEXEC, 0o644)
        }
        #expect(number >= 0)
        close(number)
    }

    /// Many names take many calls, and none is lost or read twice.
    @Test func tenThousandNames() throws {
        let directory = TemporaryDirectory()
        let expected = Set((0..<10_000).map { Array("name number \($0)".utf8) })
        for name in expected { create(name, in: directory) }
        let (names, calls) = try read(try Descriptor.openDirectory(directory.path))
        #expect(names.entries.count == 10_000)
        #expect(Set(texts(names)) == expected)
        #expect(calls > 10)
    }

    @Test func namesAreBytes() throws {
        let directory = TemporaryDirectory()
        let expected: Set<[UInt8]> = [
            [UInt8](repeating: 0x78, count: 255), [UInt8](repeating: 0xff, count: 255), [0xff],
            [0xc0, 0xaf], Array(1...46) + Array(48...255), Array("...".utf8), Array("..a".utf8),
            Array(".a".utf8), Array(" ".utf8), Array("a\nb".utf8),
        ]
        for name in expected { create(name, in: directory) }
        let opened = try Descriptor.openDirectory(directory.path)
        #expect(Set(texts(try read(opened).names)) == expected)
        let plain = try read(try opened.reopened(), includingHidden: false).names
        #expect(Set(texts(plain)) == expected.filter { $0[0] != 0x2e })
    }

    @Test func kindsComeFromTheDirectory() throws {
        let directory = TemporaryDirectory()
        try directory.write("file", "12345")
        try directory.write("folder/inside", "")
        try directory.link("link", to: "nowhere")
        #expect(mkfifo(directory.path + "/fifo", 0o644) == 0)
        let opened = try Descriptor.openDirectory(directory.path)
        let names = try read(opened).names
        let kinds: [String: EntryNames.Kind] = [
            "file": .regular, "folder": .directory, "link": .symbolicLink, "fifo": .other,
        ]
        let files: [String: FileStatus.Kind] = [
            "file": .regular, "folder": .directory, "link": .symbolicLink, "fifo": .other,
        ]
        for entry in names.entries {
            let name = String(decoding: names.bytes[entry.range], as: UTF8.self)
            // A file system may leave it open.
            #expect(entry.kind == kinds[name] || entry.kind == .unknown)
            let status = opened.status(ofEntryAt: entry.range, in: names)
            #expect(status?.kind == files[name])
        }
        #expect(names.entries.count == 4)
    }

    @Test func statusOfAnEntry() throws {
        let directory = TemporaryDirectory()
        try directory.write("file", "12345")
        try FileManager.default.linkItem(
            atPath: directory.path + "/file", toPath: directory.path + "/other")
        let opened = try Descriptor.openDirectory(directory.path)
        var names = try read(opened).names
        for entry in names.entries {
            let status = opened.status(ofEntryAt: entry.range, in: names)
            #expect(status?.size == 5 && status?.linkCount == 2)
            #expect(status?.hasExecuteBit == false)
        }
        // One that is gone since its name was read.
        for name in ["file", "other"] {
            try FileManager.default.removeItem(atPath: directory.path + "/" + name)
        }
        for entry in names.entries {
            let status = opened.status(ofEntryAt: entry.range, in: names)
            #expect(status == nil)
        }
        names.removeEntries()
        #expect(names.entries.isEmpty && names.bytes.count == 11)
    }

    /// Each descriptor has a position of its own, and what is not open for reading says so.
    @Test func openedAnew() throws {
        let directory = TemporaryDirectory()
        try directory.write("file", "")
        let opened = try Descriptor.openDirectory(directory.path)
        #expect(try read(opened).names.entries.count == 1)
        #expect(try read(opened).names.entries.isEmpty)
        #expect(try read(opened.reopened()).names.entries.count == 1)
        let located = try opened.locateBeneath(Array(".".utf8), by: PathResolver())
        #expect(throws: SystemError(call: "getdents64", errno: .badFileDescriptor)) {
            _ = try read(located)
        }
        #expect(try read(located.reopened()).names.entries.count == 1)
    }

    @Test func namesAreReadUpToALimitAndAgain() throws {
        let directory = TemporaryDirectory()
        let names = Set((0..<300).map { "name-\($0)" })
        for name in names { try directory.write(name, "") }
        let opened = try Descriptor.openDirectory(directory.path)
        for _ in 0..<2 {
            let (found, isTruncated) = try opened.entryNames(limit: 300)
            #expect(Set(found.map { String(decoding: $0, as: UTF8.self) }) == names)
            #expect(!isTruncated)
        }
        let (some, isTruncated) = try opened.entryNames(limit: 299)
        #expect(some.count == 299 && isTruncated)
    }

    @Test func aFileIsNoDirectory() throws {
        let directory = TemporaryDirectory()
        try directory.write("file", "")
        let file = try Descriptor.openForReading(directory.path + "/file")
        #expect(throws: SystemError(call: "getdents64", errno: .notDirectory)) {
            _ = try read(file)
        }
    }
}
