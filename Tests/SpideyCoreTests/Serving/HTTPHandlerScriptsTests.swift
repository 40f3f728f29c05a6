import Foundation
import HTTPWire
import SystemCalls
import Testing

@testable import Sockets
@testable import SpideyCore

/// Real scripts behind a real driver, over a pair of sockets.
@Suite(.serialized) struct HTTPHandlerScriptsTests {
    private let fixture = SiteFixture()

    private func script(_ name: String, _ lines: String...) throws {
        try fixture.write(
            name, "#!/bin/sh\n" + lines.joined(separator: "\n") + "\n", mode: 0o755)
    }

    /// Sends a request, drives the connection to its end, and returns all that came back.
    /// - Parameter isComplete: whether the client says that it sends no more.
    private func converse(
        _ request: String, isComplete: Bool = true, processSeconds: Double = 20
    ) throws -> String {
        signal(SIGPIPE, SIG_IGN)
        let pair = try Descriptor.socketPair()
        let buffer = ByteBuffer(initial: 1 << 16, maximum: 1 << 22)
        buffer.append(Array(request.utf8))
        _ = try buffer.send(to: pair.writing)
        #expect(buffer.isEmpty)
        if isComplete { pair.writing.finishSending() }
        let client = try Descriptor.duplicate(pair.writing.number)
        var deadlines = Deadlines()
        deadlines.process = processSeconds
        deadlines.idle = 1
        deadlines.linger = 0.1
        let reaper = ProcessReaper()
        let handler = HTTPHandler(
            address: .loopback(.ipv4, port: 1), site: try fixture.site())
        let connection = Connection(
            socket: pair.takeReading(), handler: handler, deadlines: deadlines,
            inputLimit: 64 * 1024, reaper: reaper, now: .now)
        SoloScheduler(
            listeners: nil, deadlines: deadlines, reaper: reaper, obeysSecondStop: false
        ).run(connection)
        while case .moved = try buffer.receive(from: client) {}
        reaper.settle()
        #expect(reaper.isIdle)
        return buffer.withBytes { bytes in
            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        }
    }

    private static let end = " HTTP/1.1\r\nHost: a\r\n"

    private func statuses(_ text: String) -> [Int] {
        text.components(separatedBy: "HTTP/1.1 ").dropFirst().compactMap { Int($0.prefix(3)) }
    }

    @Test func outputBecomesAResponse() throws {
        try script(
            "run", "printf 'Status: 201 Made\\nX-A: b\\nConnection: evil\\nDate: never\\n\\n'",
            "printf \"$REQUEST_METHOD \"; cat")
        let text = try converse(
            "POST /run\(Self.end)Content-Length: 4\r\n\r\nbodyGET /none\(Self.end)\r\n")
        #expect(statuses(text) == [201, 404])
        #expect(text.hasPrefix("HTTP/1.1 201 Made\r\nDate: "))
        #expect(text.contains("\r\nX-A: b\r\n") && !text.contains(": evil"))
        #expect(!text.contains(": never"))
        let content = try #require(text.components(separatedBy: "\r\n\r\n").dropFirst().first)
        #expect(content.replacing(#/[0-9]+\r\n|\r\n/#, with: "").hasPrefix("POST body"))
    }

    static let failures = [
        "exit 1", "true", "echo nonsense", "printf 'A: b'", "printf 'Status: 100 Continue\\n\\n'",
        "printf 'Status: 101 x\\n\\n'", "printf 'HTTP/1.1 103 x\\nA: b\\n\\n'", "printf '\\n'",
        "printf 'A: b\\rSet-Cookie: c\\n\\n'", "exec yes",
    ]

    /// What is no response is the server's error, and the next request is unharmed.
    @Test(arguments: failures) func failuresAreTold(command: String) throws {
        try script("run", command)
        let next = "GET /none\(Self.end)\r\n"
        let text = try converse("GET /run\(Self.end)\r\n" + next)
        #expect(statuses(text) == [500, 404])
        #expect(!text.contains("Set-Cookie") && !text.contains(fixture.outer))
    }

    @Test func endlessOutputThatNobodyCanGetIsEnded() throws {
        try script("head", "printf 'A: b\\n\\n'; exec yes")
        try script("length", "printf 'Content-Length: 4\\n\\n'; exec yes")
        let next = "GET /none\(Self.end)\r\n"
        let head = try converse("HEAD /head\(Self.end)\r\n" + next)
        #expect(statuses(head) == [200, 404])
        let length = try converse("GET /length\(Self.end)\r\n" + next)
        #expect(statuses(length) == [200, 404])
        #expect(length.contains("\r\n\r\ny\ny\nHTTP/1.1 404 "))
    }

    @Test func contentThatEndsEarlyIsRefused() throws {
        try script("run", "content=$(cat); printf 'A: b\\n\\n'; echo \"got $content\"")
        let text = try converse("POST /run\(Self.end)Content-Length: 10\r\n\r\nabc")
        #expect(statuses(text) == [400])
        #expect(text.contains("\r\nConnection: close\r\n") && !text.contains("got"))
    }

    @Test func aPartIsNotPassedOffAsTheWhole() throws {
        try script("run", "printf 'Content-Length: 10\\n\\nabc'")
        let text = try converse("GET /run\(Self.end)\r\nGET /none\(Self.end)\r\n")
        #expect(statuses(text) == [200] && text.hasSuffix("\r\n\r\nabc"))
    }

    @Test func theClientIsToldToGoOn() throws {
        try script("run", "printf 'Content-Length: 3\\n\\n'; cat")
        let text = try converse(
            "POST /run\(Self.end)Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc")
        #expect(text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
        #expect(text.hasSuffix("\r\n\r\nabc"))
    }

    @Test func tooSlowIsTold() throws {
        try script("before", "sleep 100")
        try script("after", "printf 'A: b\\n\\nabc'; sleep 100")
        let before = try converse("GET /before\(Self.end)\r\n", processSeconds: 0.3)
        #expect(statuses(before) == [504])
        let after = try converse("GET /after\(Self.end)\r\n", processSeconds: 0.3)
        #expect(statuses(after) == [200] && !after.contains("0\r\n\r\n"))
    }

    /// A script that takes too long is ended with all that it has started.
    @Test func whatAScriptHasStartedEndsWithIt() throws {
        let file = fixture.outer + "/pid"
        try script("run", "sleep 100 &", "echo $! > \(file)", "printf 'A: b\\n\\nabc'", "sleep 100")
        _ = try converse("GET /run\(Self.end)\r\n", processSeconds: 0.3)
        let number = try String(contentsOfFile: file, encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let isGone = eventually {
            // Whoever inherits it may take its time to collect it.
            let state = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)
            return state.map { $0.contains(") Z ") } ?? true
        }
        #expect(isGone)
    }
}
