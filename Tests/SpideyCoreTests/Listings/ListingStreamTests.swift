import Foundation
import SystemCalls
import Testing

@testable import HTTPServer
@testable import Sockets
@testable import SpideyCore

/// A long listing, made while it is sent.
@Suite struct ListingStreamTests {
    /// Makes the rest of the content, piece by piece.
    private func pieces(_ stream: ListingStream) -> (page: [UInt8], count: Int, largest: Int) {
        var (page, count, largest) = ([UInt8](), 0, 0)
        var progress = ContentProducer.Progress.more
        while progress == .more {
            progress = stream.produce(until: .distantFuture, mayBlock: true)
            page += stream.content
            largest = max(largest, stream.content.count)
            stream.content.removeAll(keepingCapacity: true)
            count += 1
        }
        #expect(progress == .finished)
        return (page, count, largest)
    }

    /// Many entries: sizes are added up while rows are written.
    @Test func largeListing() throws {
        let fixture = try ListingFixture(1000)
        try fixture.site.write("many/file 7", "1234567")
        try fixture.site.link("many/to folder", to: "a folder")
        try fixture.site.link("many/to nowhere", to: "nowhere")
        let (page, count, _) = pieces(try fixture.stream())
        #expect(count > 1)
        #expect(
            ListingFixture.links(page)
                == ["./a%20folder/", "./to%20folder/"]
                + ListingFixture.expectedLinks(0..<1000)[1...])
        let text = String(decoding: page, as: UTF8.self)
        #expect(text.contains("<p>2 folders, 1000 files<"))
        #expect(text.contains("<footer>7 B in all files. Served by"))
    }

    /// However long the page becomes, only a piece of it is in memory.
    @Test func piecesOfAHugePage() throws {
        let fixture = try ListingFixture(20_000)
        let (page, _, largest) = pieces(try fixture.stream())
        #expect(largest < ContentProducer.pieceBytes + 8192)
        // Looked at row by row: to take so large a page apart would take long.
        let start = Array("<tr><th><a href=\"".utf8)
        let rows = page.split(separator: 0x0a).filter { $0.starts(with: start) }
        let links = rows.map { $0.dropFirst(start.count).prefix { $0 != UInt8(ascii: "\"") } }
        let expected = ListingFixture.expectedLinks(0..<20_000)
        #expect(links.dropFirst().elementsEqual(expected) { $0.elementsEqual($1.utf8) })
    }

    /// A directory that cannot be read to its end does not look as if it had been.
    @Test func failingDirectory() throws {
        let fixture = try ListingFixture(1000, String(repeating: "long ", count: 40))
        let stream = try fixture.stream()
        let first = stream.produce(until: ListingFixture.past, mayBlock: true)
        #expect(first == .more)
        // The kernel reads nothing from a directory that has been removed.
        try FileManager.default.removeItem(atPath: fixture.directory)
        let second = stream.produce(until: .distantFuture, mayBlock: true)
        #expect(second == .failed)
        #expect(stream.content.isEmpty)
    }

    /// Only a part is read, in whatever order, and the page says so.
    @Test func memoryIsBounded() throws {
        let fixture = try ListingFixture(5000)
        let (page, _, _) = pieces(try fixture.stream(memoryLimit: 40_000))
        #expect(500..<2500 ~= ListingFixture.links(page).count)
        #expect(String(decoding: page, as: UTF8.self).contains("; at least 1 more not shown"))
    }

    /// Through a connection: chunked for HTTP/1.1, until the close for HTTP/1.0, no content for
    /// HEAD. The log counts the content and not its framing.
    @Test(arguments: Scheduling.allCases)
    func throughAConnection(_ scheduling: Scheduling) throws {
        let fixture = try ListingFixture(600)
        let path = fixture.site.outer + "/log"
        let log = try AccessLog(.json, to: try Descriptor.openForAppending(path))
        var contents: [String] = []
        for version in ["HTTP/1.1", "HTTP/1.0"] {
            let dialogue = try Dialogue(
                fixture.site, turn: scheduling.turn, cacheSize: scheduling.cacheSize, log: log)
            try dialogue.feed("GET /many/ \(version)\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
            let end = try #require(dialogue.text.range(of: "\r\n\r\n"))
            let (head, rest) = (dialogue.text[..<end.lowerBound], dialogue.text[end.upperBound...])
            let isChunked = version == "HTTP/1.1"
            #expect(head.contains("\r\nTransfer-Encoding: chunked") == isChunked)
            #expect(head.contains("\r\nConnection: close") == !isChunked)
            #expect(!head.contains("Content-Length") && dialogue.isClosed == !isChunked)
            contents.append(isChunked ? try Self.joined(Array(rest.utf8)) : String(rest))
        }
        #expect(contents[0] == contents[1])
        #expect(
            ListingFixture.links(Array(contents[0].utf8)) == ListingFixture.expectedLinks(0..<600))
        let head = try Dialogue(
            fixture.site, turn: scheduling.turn, cacheSize: scheduling.cacheSize, log: log)
        try head.ask("HEAD /many/")
        #expect(head.text.hasSuffix("\r\n\r\n") && head.statuses == [200])
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        let bytes = contents[0].utf8.count
        #expect(lines.map { $0.contains("\"bytes\":\(bytes),") } == [true, true, false])
        #expect(lines.allSatisfy { $0.contains("\"complete\":true,") })
    }

    /// Takes chunks apart (RFC 9112 section 7.1).
    private static func joined(_ bytes: [UInt8]) throws -> String {
        var content: [UInt8] = []
        var rest = bytes[...]
        while let line = rest.firstIndex(of: 0x0d) {
            let size = try #require(Int(String(decoding: rest[..<line], as: UTF8.self), radix: 16))
            rest = rest[(line + 2)...]
            content += rest.prefix(size)
            #expect(rest.dropFirst(size).starts(with: [0x0d, 0x0a]))
            rest = rest.dropFirst(size + 2)
            if size == 0 { break }
        }
        #expect(rest.isEmpty)
        return String(decoding: content, as: UTF8.self)
    }
}
