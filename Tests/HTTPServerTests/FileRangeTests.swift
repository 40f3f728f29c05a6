import SystemCalls
import Testing

@testable import HTTPServer

/// Files that several responses may be read from.
@Suite struct FileRangeTests {
    @Test(arguments: [true, false]) func contents(mayWait: Bool) throws {
        let file = try TemporaryFile(Array("content".utf8))
        let shared = try file.range().file
        for (count, expected) in [(0, ""), (3, "con"), (7, "content"), (100, "content")] {
            let found = try shared.contents(count: count, mayWait: mayWait)
            #expect(found == Array(expected.utf8))
        }
    }

    /// More than one call reads.
    @Test func largeContents() throws {
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
        let file = try TemporaryFile(bytes)
        #expect(try file.range().file.contents(count: bytes.count, mayWait: true) == bytes)
    }

    @Test(arguments: [true, false]) func whatCannotBeRead(mayWait: Bool) throws {
        let directory = SharedFile(try Descriptor.openDirectory("/"))
        let call = mayWait ? "pread" : "preadv2"
        let error = #expect(throws: SystemError.self) {
            try directory.contents(count: 1, mayWait: mayWait)
        }
        #expect(error?.errno == .isDirectory && error?.call == call)
    }

    /// Whether a disk of this machine has it in memory or not: what is elsewhere takes any time.
    @Test func remoteFilesAreNeverResident() throws {
        let file = try TemporaryFile([1, 2, 3])
        let remote = try file.range(isRemote: true)
        #expect(!remote.isResident(limit: 1))
    }
}
