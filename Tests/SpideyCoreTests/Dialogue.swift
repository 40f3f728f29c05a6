import Foundation
import HTTPWire
import SystemCalls

@testable import HTTPServer
@testable import Sockets
@testable import SpideyCore

/// A client and a connection without a socket between them: bytes in, bytes out.
///
/// It does to a connection what its schedulers do. Jobs are run at once; the clock is the real one,
/// set forward by `timeOut`.
final class Dialogue {
    let connection: Connection
    let memory = MemoryTransport()
    let handler: HTTPHandler
    let cache: ResponseCache?
    let reaper = ProcessReaper()
    /// All that the client has received.
    private(set) var output: [UInt8] = []
    /// Whether the client takes what it is sent.
    var takes = true
    /// Jobs that have been run.
    private(set) var jobs = 0

    private let service: HTTPService
    /// Seconds by which the clock is ahead.
    private var ahead = 0.0
    /// The tree is there as long as the dialogue.
    private let fixture: SiteFixture

    /// - Parameters:
    ///   - turn: how the connection is scheduled: `alone` as by a process or thread of its own,
    ///     `shared` as by a loop.
    ///   - cacheSize: bytes of the cache in front of the site; 0 for none.
    convenience init(
        _ fixture: SiteFixture, _ options: SiteOptions = SiteOptions(),
        _ configuration: Configuration = Configuration(), turn: Turn = .alone, cacheSize: Int = 0,
        log: AccessLog? = nil
    ) throws {
        try self.init(
            fixture, site: fixture.site(options, log: log), configuration, turn: turn,
            cacheSize: cacheSize)
    }

    init(
        _ fixture: SiteFixture, site: Site, _ configuration: Configuration = Configuration(),
        turn: Turn = .alone, cacheSize: Int = 0, budget: ListingBudget? = nil
    ) throws {
        // As the program does: a pipe whose reader has gone says so by EPIPE.
        signal(SIGPIPE, SIG_IGN)
        self.fixture = fixture
        cache = cacheSize > 0 ? ResponseCache(site, capacity: cacheSize) : nil
        let dispatch = Dispatch(site: site, reaper: reaper, budget: budget)
        handler = HTTPHandler(dispatch, cache: cache)
        service = HTTPService(
            handler: handler, log: SiteLog(site), configurations: Configurations(configuration),
            place: try Scoreboard(places: 1).place(0), server: "Spidey")
        connection = Connection(service, turn: turn)
        connection.transport = Transport(memory)
        connection.begin(.loopback(.ipv4, port: 4711), now: now)
        try run()
    }

    private var now: Instant { .now.advanced(bySeconds: ahead) }

    /// All of the output, its dates struck out.
    var text: String {
        String(decoding: output, as: UTF8.self).split(
            separator: "\r\n", omittingEmptySubsequences: false
        ).map { $0.hasPrefix("Date: ") ? "Date: X" : String($0) }.joined(separator: "\r\n")
    }

    /// The statuses of all responses.
    var statuses: [Int] {
        text.components(separatedBy: "HTTP/1.1 ").dropFirst().compactMap { Int($0.prefix(3)) }
    }

    /// Whether the client sees the end of the connection.
    var isClosed: Bool { memory.outputEnds || memory.isClosed }

    // MARK: What a client does

    func feed(_ bytes: some Sequence<UInt8>) throws {
        memory.peerSends(Array(bytes))
        try run()
    }

    func feed(_ text: String) throws { try feed(text.utf8) }

    /// Sends a request without content, and nothing else.
    func ask(_ line: String, _ fields: String...) throws {
        let lines = [line + " HTTP/1.1", "Host: localhost"] + fields
        try feed(lines.joined(separator: "\r\n") + "\r\n\r\n")
    }

    /// Says that nothing more will be sent.
    func finish() throws {
        memory.peerFinishes()
        try run()
    }

    // MARK: What a scheduler does

    /// Lets the next deadline come.
    func timeOut() throws {
        let left = connection.deadline.nanoseconds(since: now)
        ahead += Double(max(0, left)) / 1e9 + 0.001
        try run()
    }

    func drain() throws {
        connection.drain(now: now)
        try run()
    }

    func refuse() throws {
        connection.refuse(now: now)
        try run()
    }

    /// Lets the connection do all that can be done now.
    func run() throws {
        // A connection that is always unfinished spins.
        for _ in 0..<100_000 {
            let sent = output.count
            service.heads.refresh()
            cache?.refresh()
            connection.becameReady(.transport, [.readable, .writable])
            connection.receiveAhead(now: now)
            let isOpen = connection.step(now: now)
            if takes { output += memory.peerTakes() }
            guard isOpen else { return }
            if let job = connection.job {
                job.run()
                connection.jobDone(now: now)
                jobs += 1
            } else if output.count == sent, !connection.isUnfinished {
                return
            }
        }
        throw SystemError(call: "spinning", errno: .deadlock)
    }

    /// Runs the connection, and its processes beside it, until the condition holds. The bound is
    /// generous: it is reached only when the test fails.
    func run(until condition: () -> Bool) throws {
        let end = Instant.now.advanced(bySeconds: 30)
        var poll = PollSet()
        try run()
        while !condition() {
            guard Instant.now < end else {
                throw SystemError(call: "condition", errno: .timedOut)
            }
            poll.removeAll()
            var sources: [ReadinessSource] = []
            if let process = connection.process {
                let wanted = connection.wantedOfProcess
                let places: [(ReadinessSource, Int32?, Readiness)] = [
                    (.processEnd, process.end, .readable),
                    (.processOutput, process.output, wanted.intersection(.readable)),
                    (.processInput, process.input, wanted.intersection(.writable)),
                ]
                for case (let source, let number?, let readiness) in places
                where !readiness.isEmpty {
                    poll.add(number, readiness)
                    sources.append(source)
                }
            }
            // Beside its process the connection waits for nobody but for its own clock.
            _ = try poll.wait(until: min(end, Instant.now.advanced(bySeconds: 0.05)))
            for (index, source) in sources.enumerated() where !poll.readiness(index).isEmpty {
                connection.becameReady(source, poll.readiness(index))
            }
            reaper.collect(now: .now)
            try run()
        }
    }

    /// Runs until the client sees the end of the connection, and the last process has been
    /// collected.
    func runToEnd() throws {
        try run { isClosed }
        try reaper.collectAll()
    }
}

extension ProcessReaper {
    /// Waits for all processes whose owners have ended. The tests' process gets no SIGCHLD that
    /// would end a longer wait.
    func collectAll() throws {
        let end = Instant.now.advanced(bySeconds: 30)
        var nothing = PollSet()
        while !isIdle {
            guard Instant.now < end else {
                throw SystemError(call: "waitpid", errno: .timedOut)
            }
            collect(now: .now)
            _ = try nothing.wait(until: .now.advanced(bySeconds: 0.002))
        }
    }
}
