import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// Requests that come together, however deep and however they are cut.
@Suite struct PipeliningTests {
    /// A kind of request: how it is answered, and whether it has content.
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case text, head, length, chunked, file, work, made, script, fed, refused

        var testDescription: String { rawValue }

        /// The request, with a number of its own.
        func request(_ number: Int) -> String {
            let start = "/\(rawValue)/\(number) HTTP/1.1\r\nHost: h\r\n"
            return switch self {
            case .head: "HEAD \(start)\r\n"
            case .length: "POST \(start)Content-Length: 5\r\n\r\n12345"
            case .chunked:
                "POST \(start)Transfer-Encoding: chunked\r\n\r\n3;a\r\n123\r\n0\r\nb: c\r\n\r\n"
            case .fed: "POST \(start)Content-Length: 7\r\n\r\nfodder\(number % 10)"
            default: "GET \(start)\r\n"
            }
        }

        /// The response to it.
        func reply(_ number: Int) -> String {
            switch self {
            case .text, .length, .chunked: "200 </\(rawValue)/\(number)>"
            case .head: "200 "
            case .file: "200 content of a file"
            case .work: "200 worked"
            case .made: "200 made at last"
            case .script: "200 scripted"
            case .fed: "200 fodder\(number % 10)"
            case .refused: "404 404"
            }
        }
    }

    private func handler(_ reaper: ProcessReaper, _ file: FileRange) -> ScriptedHandler {
        let handler = ScriptedHandler()
        let echo = handler.onRequest
        handler.onRequest = { request in
            let name = request.target.split(separator: "/").first.map(String.init) ?? ""
            switch Kind(rawValue: name) {
            case .file: return .response(Response(.ok, content: .file(file)))
            case .work:
                return .needs(Work(isRemote: false) { .response(Response(.ok, text: "worked")) })
            case .made: return .response(Response(.ok, content: .producer(TwoPartProducer())))
            case .script:
                return .response(ShellProcess.response("echo; printf scripted", reaper: reaper))
            case .fed: return .response(ShellProcess.response("echo; exec cat", reaper: reaper))
            case .refused: return .response(Response(.notFound, text: "404"))
            default: return echo(request)
            }
        }
        return handler
    }

    /// Each kind after each other one, whole and in pieces: the same responses in the same order.
    @Test(arguments: Kind.allCases, [Int.max, 7, 1])
    func everyKindAfterEveryOther(first: Kind, pieceSize: Int) throws {
        let file = try TemporaryFile(Array("content of a file".utf8))
        let remote = try file.range(isRemote: true)
        let order = Kind.allCases.flatMap { [first, $0] }
        for turn in [Turn.alone, .shared] {
            let reaper = ProcessReaper()
            let harness = ConnectionHarness(handler(reaper, remote), turn: turn)
            harness.transport.pieceSize = pieceSize
            harness.send(order.enumerated().map { $1.request($0) }.joined())
            try harness.run { harness.log.records.count == order.count }
            let methods = order.map { $0 == .head ? Method.head : .get }
            let replies = try harness.replies(to: methods)
            #expect(replies.map(\.description) == order.enumerated().map { $1.reply($0) })
            #expect(harness.log.records.map(\.isComplete) == order.map { _ in true })
            #expect(harness.log.records.map(\.bytes) == replies.map(\.content.utf8.count))
            #expect(harness.connection.isIdle && harness.secondsLeft == 100)
            #expect(try ProcessEnds.settle(reaper))
        }
    }

    /// More requests than a turn, or the output queue, has room for.
    @Test(arguments: [1, 2, 63, 64, 65, 1000], [Turn.alone, .shared])
    func anyDepth(depth: Int, turn: Turn) throws {
        for size in [0, 100, OutputQueue.inlineLimit + 1] {
            let handler = ScriptedHandler()
            let content = String(repeating: "x", count: size)
            handler.onRequest = { request in
                .response(Response(.ok, text: request.target + content))
            }
            let harness = ConnectionHarness(handler, turn: turn, capacity: 10_000)
            harness.send((0..<depth).map { "GET /\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
            try harness.run()
            let unsent = harness.connection.output.unsent
            #expect(unsent < 2 * OutputQueue.pipelineHighWater)
            let replies = try harness.replies()
            #expect(replies.map(\.content) == (0..<depth).map { "/\($0)" + content })
            #expect(harness.connection.isIdle)
        }
    }

    /// What follows the last request of a connection is not answered.
    @Test(arguments: [Turn.alone, .shared], [Int.max, 1])
    func nothingIsAnsweredAfterTheLast(turn: Turn, pieceSize: Int) throws {
        let harness = ConnectionHarness(turn: turn)
        harness.transport.pieceSize = pieceSize
        harness.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
        harness.send("GET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        harness.send("GET /c HTTP/1.1\r\nHost: h\r\n\r\n")
        try harness.run()
        #expect(try harness.replies().map(\.description) == ["200 </a>", "200 </b>"])
        #expect(harness.connection.state == .lingering)
    }

    /// What breaks a rule is refused after the responses to what came before.
    @Test(arguments: [Turn.alone, .shared], [Int.max, 1])
    func aMalformedRequestIsRefusedInItsTurn(turn: Turn, pieceSize: Int) throws {
        let file = try TemporaryFile(Array("content of a file".utf8))
        let remote = try file.range(isRemote: true)
        let reaper = ProcessReaper()
        for kind in Kind.allCases where kind != .head {
            let harness = ConnectionHarness(handler(reaper, remote), turn: turn)
            harness.transport.pieceSize = pieceSize
            harness.send(kind.request(3) + "GET  / HTTP/1.1\r\n\r\n")
            try harness.run { harness.log.records.count == 2 }
            #expect(try harness.replies().map(\.description) == [kind.reply(3), "400 400"])
            #expect(harness.connection.state == .lingering)
        }
        #expect(try ProcessEnds.settle(reaper))
    }

    /// A client that leaves in the middle of several responses: each is logged once, as whole when
    /// it had left whole.
    @Test(arguments: 0...3, [Turn.alone, .shared])
    func aResetBetweenResponses(whole: Int, turn: Turn) throws {
        let harness = ConnectionHarness(turn: turn, capacity: 10)
        harness.send((0..<3).map { "GET /\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
        try harness.run()
        while harness.log.records.count < whole { try harness.take(1) }
        #expect(harness.connection.exchanges.count == 3 - whole)
        harness.reset()
        try harness.run()
        #expect(harness.isOver && harness.transport.endedByReset == (whole < 3))
        let expected = (0..<3).map { $0 < whole ? "/\($0) 200 4" : "/\($0) 200 0 cut" }
        #expect(harness.log.records.map(\.summary) == expected)
    }

    /// A connection serves so many requests and no more.
    @Test func theLastRequestOfAConnection() throws {
        var configuration = ConnectionHarness.configuration
        configuration.requestsPerConnection = 3
        let harness = ConnectionHarness(configuration: configuration)
        harness.send((0..<5).map { "GET /\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
        try harness.run()
        let replies = try harness.replies()
        #expect(replies.map(\.content) == ["</0>", "</1>", "</2>"])
        #expect(replies.map(\.closes) == [false, false, true])
    }
}

extension Connection {
    /// Whether it waits for a further request.
    var isIdle: Bool { state == .open && exchanges.isEmpty && reading == nil && phase == .idle }
}
