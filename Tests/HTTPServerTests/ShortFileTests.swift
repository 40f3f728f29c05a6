import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// Files that have become shorter since the head of their response was written: what has been sent
/// arrives, the head at least, and the client learns by the length that content is missing (RFC
/// 9112 section 8).
@Suite struct ShortFileTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    private func harness(
        _ content: [UInt8], announced: Int, isRemote: Bool = false, turn: Turn
    ) throws -> ConnectionHarness {
        let file = try TemporaryFile(content)
        let range = try file.range(count: announced, isRemote: isRemote)
        let handler = ScriptedHandler()
        handler.onRequest = { _ in .response(Response(.ok, content: .file(range))) }
        return ConnectionHarness(handler, turn: turn)
    }

    @Test(arguments: [Turn.alone, .shared], [0, 1000])
    func whatThereIsArrives(turn: Turn, count: Int) throws {
        let content = [UInt8](repeating: 97, count: count)
        let harness = try harness(content, announced: 100_000, turn: turn)
        harness.send(Self.get)
        try harness.run()
        let replies = try harness.replies()
        #expect(replies.map(\.status) == [200] && replies.map(\.isWhole) == [false])
        #expect(replies[0].content.utf8.count == count)
        #expect(replies[0].field("Content-Length") == "100000")
        #expect(harness.isOver && harness.hasEndedInOrder)
        #expect(
            harness.log.events.suffix(2) == ["ended /a 200 \(count) cut", "finished"])
    }

    /// A further request has come, which is not answered. Closing with it unread would be a reset
    /// (RFC 9112 section 9.6).
    @Test(arguments: [Turn.alone, .shared]) func withMoreToRead(turn: Turn) throws {
        let harness = try harness([1, 2, 3], announced: 100_000, turn: turn)
        harness.send(Self.get)
        harness.send("GET /b HTTP/1.1\r\nHost: h\r\n")
        try harness.run()
        #expect(!harness.isOver && harness.hasEndedInOrder)
        harness.finishSending()
        try harness.run()
        #expect(harness.isOver && harness.hasEndedInOrder)
        #expect(try harness.replies().map(\.status) == [200])
    }

    /// A job that cannot read the bytes.
    @Test func remote() throws {
        let harness = try harness([], announced: 100_000, isRemote: true, turn: .shared)
        harness.send(Self.get)
        try harness.run()
        #expect(try harness.replies().map(\.status) == [200])
        #expect(harness.isOver && harness.hasEndedInOrder)
    }

    /// One that cannot be read at all, such as a directory: `EISDIR`.
    @Test(arguments: [Turn.alone, .shared]) func unreadable(turn: Turn) throws {
        let directory = SharedFile(try Descriptor.openDirectory("/"))
        let range = FileRange(file: directory, offset: 0, count: 100)
        let handler = ScriptedHandler()
        handler.onRequest = { _ in .response(Response(.ok, content: .file(range))) }
        let harness = ConnectionHarness(handler, turn: turn)
        harness.send(Self.get)
        try harness.run()
        #expect(try harness.replies().map(\.status) == [200])
        #expect(harness.isOver && harness.hasEndedInOrder)
    }
}
