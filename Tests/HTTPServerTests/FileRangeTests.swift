import SystemCalls
import Testing

@testable import HTTPServer

/// Files that several responses may be read from.
@Suite struct FileRangeTests {
    @Test(arguments: [true, false]) func contents(mayWait: Bool) throws {
        let file = try TemporaryFile(Array("content".utf8))
        let shared = try file.range().file
        #expect(shared.contents(count: 0, mayWait: mayWait) == [])
        #expect(shared.contents(count: 3, mayWait: mayWait) == Array("con".utf8))
        #expect(shared.contents(count: 7, mayWait: mayWait) == Array("content".utf8))
        #expect(shared.contents(count: 100, mayWait: mayWait) == Array("content".utf8), "shorter")
    }

    /// More than one call reads.
    @Test func largeContents() throws {
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
        let file = try TemporaryFile(bytes)
        #expect(try file.range().file.contents(count: bytes.count, mayWait: true) == bytes)
    }

    @Test(arguments: [true, false]) func whatCannotBeRead(mayWait: Bool) throws {
        let directory = SharedFile(try Descriptor.openDirectory("/"))
        #expect(directory.contents(count: 1, mayWait: mayWait) == nil)
    }

    /// Whether a disk of this machine has it in memory or not: what is elsewhere takes any time.
    @Test func remoteFilesAreNeverResident() throws {
        let file = try TemporaryFile([1, 2, 3])
        let remote = try file.range(isRemote: true)
        #expect(!remote.isResident(limit: 1))
    }
}
