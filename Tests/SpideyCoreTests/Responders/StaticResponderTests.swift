import Foundation
import SystemCalls
import Testing

@testable import HTTPServer
@testable import SpideyCore

/// A file that changes between the look at it and the reading of its content.
@Suite struct StaticResponderTests {
    private let fixture = SiteFixture()
    private static let path = try! RequestPath(Array("/file".utf8)[...])

    private var file: String { fixture.root + "/file" }

    private func open() throws -> (SharedFile, FileStatus) {
        let opened = try Descriptor.openForReading(file)
        let status = try opened.status()
        return (SharedFile(opened), status)
    }

    private func represent(
        _ file: SharedFile, _ status: FileStatus, withContent: Bool = true, mayWait: Bool = true
    ) throws -> (Representation, FileStatus) {
        try StaticResponder(site: try fixture.site()).represent(
            file, status, Self.path, withContent: withContent, mayWait: mayWait)
    }

    private func octets(_ content: Representation.Content) -> [UInt8]? {
        switch content {
        case .bytes(let bytes): bytes
        case .file(let range): (try? range.file.contents(count: range.count, mayWait: true))
        }
    }

    /// The size that an entity tag speaks of.
    private func size(_ found: Representation) -> Int? {
        guard let etag = found.validators.etag else { return nil }
        let text = String(decoding: etag.octets, as: UTF8.self).dropFirst()
        return text.split(separator: "-").first.flatMap { Int($0, radix: 16) }
    }

    /// Sizes around the limit of what is read at once.
    @Test(arguments: [0, 1, 100, 16_384, 16_385, 100_000], [false, true])
    func anUnchangedFile(size: Int, mayWait: Bool) throws {
        let content = String(repeating: "x", count: size)
        try fixture.write("file", content)
        let (file, status) = try open()
        let (found, state) = try represent(file, status, mayWait: mayWait)
        #expect(octets(found.content) == Array(content.utf8) && found.content.count == size)
        #expect(state.state == status.state && self.size(found) == size)
        #expect(found.validators.lastModified == 1_000_000_000)
        if case .bytes = found.content { #expect(size <= StaticResponder.inlineLimit) }
        // Without content it is not read, and described the same.
        let (head, _) = try represent(file, status, withContent: false, mayWait: mayWait)
        #expect(head.fields.octets == found.fields.octets && head.content.count == size)
        if case .bytes = head.content { Issue.record("read for nothing") }
    }

    /// Cut to fewer bytes: what is there now, with its own length and tag.
    @Test(arguments: [0, 1, 50]) func aFileThatIsCut(size: Int) throws {
        try fixture.write("file", String(repeating: "x", count: 100))
        let (file, status) = try open()
        #expect(truncate(self.file, size) == 0)
        let (found, state) = try represent(file, status)
        #expect(octets(found.content) == [UInt8](repeating: 0x78, count: size))
        #expect(found.content.count == size && state.size == size)
        #expect(self.size(found) == size)
    }

    /// Grown: what it was, which a further request finds outdated.
    @Test(arguments: [101, 20_000]) func aFileThatGrows(size: Int) throws {
        try fixture.write("file", String(repeating: "x", count: 100))
        let (file, status) = try open()
        #expect(truncate(self.file, size) == 0)
        let (found, state) = try represent(file, status)
        #expect(octets(found.content) == [UInt8](repeating: 0x78, count: 100))
        #expect(found.content.count == 100 && state.size == 100 && self.size(found) == 100)
    }

    /// Another file in its place: the one that was opened.
    @Test func aFileThatIsReplaced() throws {
        try fixture.write("file", "old")
        let (file, status) = try open()
        try fixture.write("other", "something new")
        #expect(rename(fixture.root + "/other", self.file) == 0)
        let (found, state) = try represent(file, status)
        #expect(octets(found.content) == Array("old".utf8))
        #expect(state.state == status.state && size(found) == 3)
    }

    /// Cut and grown over and over meanwhile: the tag always speaks of the content that is sent.
    @Test func aFileThatNeverRests() throws {
        try fixture.write("file", String(repeating: "x", count: 100))
        let path = file
        let thread = Thread {
            for _ in 0..<4000 {
                for size in [20_000, 10, 16_384, 3, 100] { truncate(path, size) }
            }
        }
        thread.start()
        while !thread.isFinished {
            let (file, status) = try open()
            let (found, state) = try represent(file, status)
            if case .file = found.content {
                #expect(found.content.count > StaticResponder.inlineLimit)
            }
            // What could never be read in one state has no tag.
            guard let size = size(found) else { continue }
            #expect(size == found.content.count && state.size == size)
        }
    }
}
