import HTTPWire
import Sockets
import SystemCalls

@testable import HTTPServer

/// Where a connection and its exchange can stand when something happens to them.
enum Stage: String, CaseIterable {
    /// Nothing has come.
    case connected
    /// A part of a head has come.
    case inHead
    /// A request has been answered, and nothing more has come.
    case idle
    /// A request has been answered, and its content is still coming.
    case discarding
    /// A process is to get content that is still coming.
    case feeding
    /// Work is under way for an answer.
    case working
    /// The same, and the request has content that is still coming.
    case workingWithContent
    /// A process has been started and has written nothing.
    case silent
    /// A process has written a head and a part of its content.
    case responding
    /// A job makes content.
    case producing
    /// The client does not take the response.
    case sending
    /// The client still sends after the last response.
    case lingering

    /// Whether there is such a stage where jobs are done at once.
    var needsJob: Bool {
        switch self {
        case .working, .workingWithContent, .producing: true
        default: false
        }
    }

    /// A connection at this stage.
    /// - Parameter reaper: gets the processes.
    func reach(turn: Turn, reaper: ProcessReaper) throws -> ConnectionHarness {
        let harness = ConnectionHarness(Self.handler(reaper), turn: turn, capacity: 1 << 16)
        harness.holdsJobs = true
        harness.send(input)
        try harness.run()
        switch self {
        case .idle: _ = try harness.text
        // The head of the response is in one piece with the first part of its content.
        case .responding: try harness.run { try harness.text.contains("part") }
        default: break
        }
        return harness
    }

    private var input: String {
        switch self {
        case .connected: ""
        case .inHead: "GET /text HT"
        case .idle: Self.request("GET /text")
        case .discarding: Self.request("POST /text", "Content-Length: 10\r\n") + "123"
        case .feeding: Self.request("POST /counting", "Content-Length: 10\r\n") + "123"
        case .working: Self.request("GET /work")
        case .workingWithContent: Self.request("POST /work", "Content-Length: 10\r\n") + "123"
        case .silent: Self.request("GET /silent")
        case .responding: Self.request("GET /part")
        case .producing: Self.request("GET /made")
        case .sending: Self.request("GET /long")
        case .lingering: Self.request("GET /text", "Connection: close\r\n") + "more"
        }
    }

    /// The client sends the rest of its request, and jobs are done.
    func proceed(_ harness: ConnectionHarness) throws {
        guard !harness.isOver else { return }
        switch self {
        case _ where harness.hasFinishedSending: break
        case .inHead: harness.send("TP/1.1\r\nHost: h\r\n\r\n")
        case .discarding, .feeding, .workingWithContent: harness.send("4567890")
        default: break
        }
        try harness.run()
        while harness.job != nil, !harness.isOver { try harness.finishJob() }
        guard self == .feeding, !harness.isOver else { return }
        try harness.run { harness.connection.process == nil }
    }

    private static func request(_ line: String, _ fields: String = "") -> String {
        "\(line) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n"
    }

    private static func handler(_ reaper: ProcessReaper) -> ScriptedHandler {
        let handler = ScriptedHandler()
        let echo = handler.onRequest
        handler.onRequest = { request in
            switch request.target {
            case "/work":
                .needs(Work(isRemote: false) { .response(Response(.ok, text: "worked")) })
            case "/counting":
                .response(ShellProcess.response("n=`wc -c`; echo; echo -n $n", reaper: reaper))
            case "/silent":
                .response(ShellProcess.response("exec sleep 1000", reaper: reaper))
            case "/part":
                .response(
                    ShellProcess.response("printf '\\npart'; exec sleep 1000", reaper: reaper))
            case "/made": .response(Response(.ok, content: .producer(TwoPartProducer())))
            case "/long": .response(Response(.ok, text: String(repeating: "x", count: 1 << 20)))
            default: echo(request)
            }
        }
        return handler
    }
}
