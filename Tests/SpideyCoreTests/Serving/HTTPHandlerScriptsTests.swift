import Foundation
import HTTPWire
import SystemCalls
import Testing

@testable import HTTPServer
@testable import Sockets
@testable import SpideyCore

/// Real scripts behind a real connection, in each scheduling.
@Suite(.serialized) struct HTTPHandlerScriptsTests {
    private let fixture = SiteFixture()

    private func script(_ name: String, _ lines: String...) throws {
        try fixture.write(
            name, "#!/bin/sh\n" + lines.joined(separator: "\n") + "\n", mode: 0o755)
    }

    /// Sends a request and nothing more, runs the connection to its end, and returns all that came
    /// back: the same in each scheduling.
    private func converse(_ request: String) throws -> String {
        var texts: Set<String> = []
        for scheduling in Scheduling.allCases {
            let dialogue = try dialogue(scheduling)
            try dialogue.feed(request)
            try dialogue.finish()
            try dialogue.runToEnd()
            #expect(dialogue.reaper.isIdle)
            texts.insert(dialogue.text)
        }
        #expect(texts.count == 1, "\(texts)")
        return try #require(texts.first)
    }

    private func dialogue(_ scheduling: Scheduling) throws -> Dialogue {
        try Dialogue(fixture, turn: scheduling.turn, cacheSize: scheduling.cacheSize)
    }

    private static let end = " HTTP/1.1\r\nHost: a\r\n"

    private func statuses(_ text: String) -> [Int] {
        text.components(separatedBy: "HTTP/1.1 ").dropFirst().compactMap { Int($0.prefix(3)) }
    }

    @Test func outputBecomesAResponse() throws {
        try script(
            "run", "printf 'Status: 201 Made\\nX-A: b\\nConnection: evil\\nDate: never\\n\\n'",
            "printf \"$REQUEST_METHOD $(cat)\"")
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
    @Test(arguments: failures) func badOutputIsAnError(command: String) throws {
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

    @Test(arguments: Scheduling.allCases)
    func aPartIsNotPassedOffAsTheWhole(_ scheduling: Scheduling) throws {
        try script("run", "printf 'Content-Length: 10\\n\\nabc'")
        let dialogue = try dialogue(scheduling)
        try dialogue.ask("GET /run")
        try dialogue.ask("GET /none")
        try dialogue.runToEnd()
        #expect(dialogue.statuses == [200] && dialogue.text.hasSuffix("\r\n\r\nabc"))
        #expect(dialogue.memory.endedByReset)
    }

    @Test func theClientIsAskedToContinue() throws {
        try script("run", "printf 'Content-Length: 3\\n\\n'; cat")
        let text = try converse(
            "POST /run\(Self.end)Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc")
        #expect(text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
        #expect(text.hasSuffix("\r\n\r\nabc"))
    }

    @Test(arguments: Scheduling.allCases)
    func tooSlowIsSaidOrCutShort(_ scheduling: Scheduling) throws {
        try script("before", "sleep 100")
        try script("after", "printf 'A: b\\n\\nabc'; sleep 100")
        let before = try dialogue(scheduling)
        try before.ask("GET /before")
        #expect(before.connection.process != nil)
        try before.timeOut()
        try before.runToEnd()
        #expect(before.statuses == [504])
        let after = try dialogue(scheduling)
        try after.ask("GET /after")
        try after.run { after.text.contains("abc") }
        try after.timeOut()
        try after.runToEnd()
        #expect(after.statuses == [200] && !after.text.contains("0\r\n\r\n"))
        #expect(after.memory.endedByReset)
    }

    /// A script that takes too long is ended with all that it has started.
    @Test(arguments: Scheduling.allCases)
    func whatAScriptHasStartedEndsWithIt(_ scheduling: Scheduling) throws {
        try script("run", "sleep 100 &", "printf 'A: b\\n\\n%s.' $!", "sleep 100")
        let dialogue = try dialogue(scheduling)
        try dialogue.feed("GET /run HTTP/1.0\r\n\r\n")
        try dialogue.run { dialogue.text.hasSuffix(".") }
        let content = dialogue.text.components(separatedBy: "\r\n\r\n").last
        let started = try #require(content.flatMap { Int32($0.dropLast()) })
        let end = try Processes.descriptor(of: ProcessID(started))
        try dialogue.timeOut()
        try dialogue.runToEnd()
        var poll = PollSet()
        poll.add(end.number, .readable)
        #expect(try poll.wait(until: Instant.now.advanced(bySeconds: 30)))
    }

    /// A client that leaves ends its script, whatever the connection does at that moment.
    @Test(arguments: Scheduling.allCases, ["sleep 100", "printf 'A: b\\n\\nabc'; sleep 100"])
    func aClientThatResetsEndsItsScript(_ scheduling: Scheduling, command: String) throws {
        try script("run", command)
        let dialogue = try dialogue(scheduling)
        try dialogue.ask("GET /run")
        let process = try #require(dialogue.connection.process)
        if command.contains("abc") { try dialogue.run { dialogue.text.contains("abc") } }
        dialogue.memory.peerResets()
        dialogue.connection.becameReady(.transport, .hungUp)
        try dialogue.run { dialogue.memory.isClosed }
        try dialogue.reaper.collectAll()
        #expect(dialogue.reaper.isIdle && dialogue.connection.process == nil)
        #expect(kill(process.process, 0) == -1 && errno == ESRCH)
    }
}
