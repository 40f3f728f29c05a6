import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// What connections go by, and when they learn of something else.
@Suite struct ConfigurationsTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test func generations() {
        let configurations = Configurations(Configuration())
        #expect(configurations.generation == 1 && configurations.latest.generation == 1)
        for generation in 2...4 {
            var next = Configuration()
            next.drainLimit = generation
            configurations.replace(next)
            #expect(configurations.generation == generation)
            #expect(configurations.latest.generation == generation)
            #expect(configurations.latest.drainLimit == generation)
        }
        // What is put in force has the next number, whatever it was before.
        configurations.replace(Configuration())
        #expect(configurations.generation == 5)
    }

    /// Replaced at once by several threads: every number is given once.
    @Test func severalThreads() throws {
        let configurations = Configurations(Configuration())
        let done = Semaphore()
        for _ in 0..<4 {
            try Threads.start(stackSize: 512 * 1024) {
                for _ in 0..<100 { configurations.replace(Configuration()) }
                done.post()
            }
        }
        for _ in 0..<4 { #expect(done.wait(until: Instant.now.advanced(bySeconds: 20))) }
        #expect(configurations.generation == 401 && configurations.latest.generation == 401)
    }

    /// The next connection goes by what is in force when it begins, the running one by what was.
    @Test(arguments: [Turn.alone, .shared]) func theNextConnectionReadsIt(turn: Turn) throws {
        let harness = ConnectionHarness(turn: turn)
        harness.send(Self.get)
        try harness.run()
        var next = ConnectionHarness.configuration
        next.deadlines.idle = 7
        next.limits.fieldLines = 2
        next.requestsPerConnection = 1
        harness.configurations.replace(next)
        let fields = "A: 1\r\nB: 2\r\nC: 3\r\n"
        let request = "GET /b HTTP/1.1\r\nHost: h\r\n\(fields)\r\n"
        harness.send(request)
        try harness.run()
        #expect(try harness.replies().map(\.description) == ["200 </a>", "200 </b>"])
        #expect(harness.secondsLeft == 100)
        harness.reset()
        try harness.run()

        harness.connect()
        harness.send(Self.get)
        try harness.run()
        let replies = try harness.replies()
        #expect(replies.map(\.description) == ["200 </a>"] && replies[0].closes)
        harness.connect()
        harness.send(request)
        try harness.run()
        #expect(try harness.replies().map(\.status) == [431])
    }

    /// A larger limit also makes room for what it allows.
    @Test func aLargerLimit() throws {
        let harness = ConnectionHarness()
        harness.finishSending()
        try harness.run()
        var next = ConnectionHarness.configuration
        next.limits.fieldSectionBytes = 1 << 20
        harness.configurations.replace(next)
        harness.connect()
        let value = String(repeating: "x", count: 900_000)
        harness.send("GET /a HTTP/1.1\r\nHost: h\r\nA: \(value)\r\n\r\n")
        try harness.run()
        #expect(try harness.replies().map(\.description) == ["200 </a>"])
    }

    /// A server of one connection at a time keeps none.
    @Test func connectionsThatAreNotKept() throws {
        var configuration = ConnectionHarness.configuration
        configuration.keepsAlive = false
        let harness = ConnectionHarness(configuration: configuration)
        harness.send(Self.get)
        try harness.run()
        #expect(harness.isOver)
        #expect(try harness.replies().map(\.closes) == [true])
    }
}
