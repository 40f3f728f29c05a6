import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// One request and its response, and the pool that exchanges come from.
@Suite struct ExchangeTests {
    private let client = SocketAddress.loopback(.ipv4, port: 9)
    private let place: Scoreboard.Place

    init() throws { place = try Scoreboard(places: 1).place(0) }

    private func service() -> HTTPService {
        HTTPService(
            handler: BaseHandler(), log: ExchangeLog(),
            configurations: Configurations(Configuration()), place: place, server: "Test")
    }

    static let states: [(Exchange.State, isQueued: Bool)] = [
        (.head, false), (.answering, false), (.responding, false), (.sending, true),
        (.aborting, true), (.done, true),
    ]

    @Test(arguments: states) func anotherMayBeginWhenAllIsQueued(
        state: Exchange.State, isQueued: Bool
    ) {
        let exchange = Exchange(client: client)
        exchange.enter(state, place)
        #expect(exchange.isQueued == isQueued)
        #expect(exchange.awaitsWork == (state == .answering))
    }

    /// An exchange is counted where it stands, once, and as a request when it is over.
    @Test func theScoreboardShowsIt() throws {
        let exchange = Exchange(client: client)
        let counters: [Scoreboard.Counter] = [.working, .script, .sending, .requests]
        var shown: [[Int]] = []
        for state in [Exchange.State.answering, .responding, .sending, .aborting, .done, .done] {
            exchange.enter(state, place)
            shown.append(counters.map { place[$0] })
        }
        #expect(
            shown == [
                [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 1],
            ])
        let scripted = Exchange(client: client)
        let reaper = ProcessReaper()
        let process = try ShellProcess.start("exec sleep 1000", reaper: reaper)
        scripted.source = .process(ProcessLink(process, SimpleHeadReader()))
        for state in [Exchange.State.answering, .responding] {
            scripted.enter(state, place)
            #expect(counters.map { place[$0] } == [0, 1, 0, 1])
        }
        scripted.endSource()
        scripted.enter(.done, place)
        #expect(counters.map { place[$0] } == [0, 0, 0, 2])
        #expect(try ProcessEnds.settle(reaper))
    }

    static let framings: [(ContentFraming, Bool)] = [
        (.none, false), (.length(0), false), (.length(1), true), (.chunked, true),
    ]

    @Test(arguments: framings) func content(framing: ContentFraming, hasContent: Bool) {
        let exchange = Exchange(client: client)
        exchange.request.head.framing = framing
        #expect(exchange.hasContent == hasContent)
    }

    /// Each transition is shown on the scoreboard, and the last one leaves nothing there.
    @Test func transitionsAreCounted() {
        let exchange = Exchange(client: client)
        let path: [(Exchange.State, Scoreboard.Counter?)] = [
            (.answering, .working), (.responding, .sending), (.sending, .sending), (.done, nil),
        ]
        for (state, counter) in path {
            exchange.enter(state, place)
            for other in [Scoreboard.Counter.working, .script, .sending] {
                #expect(place[other] == (other == counter ? 1 : 0), "\(state) \(other)")
            }
        }
        #expect(place[.requests] == 1)
    }

    /// An exchange that is given up ends its process; a process that answers is no work.
    @Test func ownsItsProcess() throws {
        let reaper = ProcessReaper()
        let exchange = Exchange(client: client)
        let process = try ShellProcess.start("exec sleep 1000", reaper: reaper)
        let number = process.id.number
        exchange.enter(.answering, place)
        exchange.source = .process(ProcessLink(process, SimpleHeadReader()))
        #expect(exchange.link != nil && !exchange.awaitsWork)
        exchange.reset()
        #expect(exchange.link == nil)
        #expect(try ProcessEnds.settle(reaper))
        #expect(!ProcessEnds.exists(number))
    }

    /// One that is used again has nothing left of the request before.
    @Test func usedAgain() {
        var queue = ExchangeQueue()
        queue.append(for: client)
        let exchange = queue[0]
        exchange.enter(.aborting, place)
        exchange.sink = .discard(5)
        exchange.source = .producer(ContentProducer())
        exchange.framing = .chunked
        exchange.record = AccessRecord(client: client, head: nil)
        exchange.unwanted = 7
        queue.removeFirst()
        exchange.reset()
        let other = SocketAddress.loopback(.ipv6, port: 10)
        queue.append(for: other)
        let next = queue[0]
        #expect(next === exchange && next.request.client == other)
        #expect(next.state == .head && next.sink == .none && next.framing == .none)
        #expect(next.record == nil && next.unwanted == 0)
        if case .none = next.source {} else { Issue.record("a source is left") }
        queue.append(for: client)
        #expect(queue[1] !== next)
    }

    // MARK: The base classes

    @Test func theBaseHandlerImplementsNothing() {
        let handler = BaseHandler()
        switch handler.handle(Request(head: RequestHead(), client: client)) {
        case .response(let response):
            let status = response.status
            #expect(status == .notImplemented)
        case .representation: Issue.record("there is nothing to represent")
        case .refusal: Issue.record("nothing to refuse")
        case .needs: Issue.record("nothing has to be worked for")
        }
        let status = handler.refuse(.badRequest, nil).status
        #expect(status == .badRequest)
        #expect(!ExchangeLog().keepsRecords)
        #expect(ContentProducer().produce(until: .distantFuture, mayBlock: false) == .finished)
    }

    @Test func recordsOfWhatCouldNotBeParsed() {
        let record = AccessRecord(client: client, head: nil)
        #expect(record.method.isEmpty && record.target.isEmpty && record.version.isEmpty)
        #expect(record.referer == nil && record.userAgent == nil)
        #expect(record.status == AccessRecord.clientClosedRequest)
        #expect(record.bytes == 0 && !record.isComplete)
    }

    /// What a record has of a request is as it was received.
    @Test func records() throws {
        let harness = ConnectionHarness()
        harness.send("GET /a?b HTTP/1.0\r\nReferer: r1\r\nUser-Agent: u\r\nReferer: r2\r\n\r\n")
        try harness.run()
        let record = try #require(harness.log.records.first)
        #expect(record.method == Array("GET".utf8) && record.target == Array("/a?b".utf8))
        #expect(record.version == Array("HTTP/1.0".utf8))
        #expect(record.referer == Array("r1".utf8) && record.userAgent == Array("u".utf8))
        #expect(record.status == 200 && record.bytes == 6 && record.isComplete)
    }
}
