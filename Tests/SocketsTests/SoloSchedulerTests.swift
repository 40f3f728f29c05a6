import Glibc
import SystemCalls
import Testing

@testable import Sockets

/// A loop for one connection.
@Suite struct SoloSchedulerTests {
    private let listeners: Listeners
    private let reaper = ProcessReaper()
    private var deadlines = Deadlines()

    init() throws {
        // Orders wake a thread by this signal, for which tests have no handler.
        signal(SIGUSR2) { _ in }
        listeners = try Listeners([.loopback(.ipv4, port: 0)], backlog: 16)
        deadlines.grace = 0.05
    }

    private func scheduler(sharing: Bool = true, limit: Instant = .distantFuture) -> SoloScheduler {
        SoloScheduler(
            listeners: sharing ? listeners : nil, deadlines: deadlines, reaper: reaper,
            obeysSecondStop: true, limit: limit)
    }

    private func serve(_ driver: ConnectionDriver) throws {
        try Clients.accept(listeners, driver)
        scheduler().run(driver)
    }

    /// A driver over one end of a pair, whose other end is returned.
    private func pair(_ driver: ScriptedDriver) throws -> Descriptor {
        let pair = try Descriptor.socketPair()
        let peer = try Descriptor.duplicate(pair.writing.number)
        driver.transport = Transport(pair.takeReading())
        return peer
    }

    /// Has this thread heed `orders` until `ThreadOrders.leave`, and a driver drive one end of a
    /// pair, whose other end is returned.
    private func heed(_ orders: ThreadOrders, with driver: ScriptedDriver) throws -> Descriptor {
        orders.attach()
        return try pair(driver)
    }

    // MARK: Giving way

    @Test func aSilentConnectionGivesWayToOneThatWaits() throws {
        let silent = try Clients.connect(to: listeners)
        let busy = try Clients.connect(to: listeners, sending: "hello\n")
        let start = Instant.now
        let driver = LineDriver(endsAfterLine: true, silence: 0.05)
        try serve(driver)
        #expect(driver.events == ["begin", "aborted"])
        #expect(Instant.now.nanoseconds(since: start) >= 50_000_000)
        try serve(LineDriver(endsAfterLine: true))
        #expect(try Clients.received(busy) == "<hello>")
        #expect(try Clients.received(silent) == "")
    }

    /// A connection that is silent goes on as long as nobody waits.
    @Test func silenceAloneDoesNotEndAConnection() throws {
        let client = try Clients.connect(to: listeners)
        let driver = ScriptedDriver()
        try Clients.accept(listeners, driver)
        driver.silenceEnd = .now
        driver.nextDeadline = Instant.now.advanced(bySeconds: 0.05)
        driver.onStep = { driver, now in now < driver.nextDeadline }
        scheduler().run(driver)
        #expect(driver.events == ["begin"])
        client.disconnect()
    }

    /// What has begun is finished, however many wait.
    @Test func aLineInTheMakingDoesNotGiveWay() throws {
        let slow = try Clients.connect(to: listeners, sending: "he")
        _ = try Clients.connect(to: listeners)
        let driver = LineDriver(lineSeconds: 0.1, silence: 0)
        try serve(driver)
        #expect(driver.events == ["begin", "too late"])
        #expect(try Clients.received(slow) == "")
    }

    /// A connection's own bytes come before others who wait.
    @Test func bytesComeFirst() throws {
        let first = try Clients.connect(to: listeners, sending: "one\n")
        _ = try Clients.connect(to: listeners)
        let driver = LineDriver(endsAfterLine: true, silence: 0)
        try serve(driver)
        #expect(driver.events == ["begin", "answered"])
        #expect(try Clients.received(first) == "<one>")
    }

    // MARK: What is waited for

    /// What becomes ready is reported with its source; the end of a process always is.
    @Test(arguments: [Readiness.readable, .writable, []])
    func reportsWhatIsReady(wanted: Readiness) throws {
        let input = try Processes.pipe()
        let output = try Processes.pipe()
        let end = try Processes.pipe()
        // The process has written, has ended, and has room in its standard input.
        try output.writing.writeAll([1])
        try end.writing.writeAll([1])
        let driver = ScriptedDriver()
        let peer = try pair(driver)
        driver.wanted = []
        driver.wantedFromProcess = wanted
        driver.processDescriptors = ProcessDescriptors(
            process: 1, end: end.reading.number, output: output.reading.number,
            input: input.writing.number)
        driver.onStep = { driver, _ in driver.steps < 2 }
        scheduler(sharing: false).run(driver)
        var expected = ["processEnd"]
        if wanted == .readable { expected.append("processOutput") }
        if wanted == .writable { expected.append("processInput") }
        #expect(driver.events == expected)
        withExtendedLifetime(peer.number) {}
        withExtendedLifetime((input.reading.number, output.writing.number)) {}
    }

    /// A client that leaves is noticed, also while nothing is wanted of it.
    @Test func aHangUpIsReported() throws {
        let driver = ScriptedDriver()
        driver.wanted = []
        do { _ = try pair(driver) }
        driver.onStep = { driver, _ in driver.steps < 2 }
        scheduler(sharing: false).run(driver)
        #expect(driver.events == ["transport hung up"])
    }

    /// More to do is done without waiting, and a deadline is kept.
    @Test func stepsAgainWhenUnfinished() throws {
        let driver = ScriptedDriver()
        let peer = try pair(driver)
        driver.onStep = { driver, now in
            driver.isUnfinished = driver.steps < 1000
            if driver.steps == 1000 { driver.nextDeadline = now.advanced(bySeconds: 0.02) }
            return driver.steps <= 1000 || now < driver.nextDeadline
        }
        scheduler(sharing: false).run(driver)
        #expect(driver.events.isEmpty && driver.steps >= 1001)
        withExtendedLifetime(peer.number) {}
    }

    @Test func endsAtItsLimit() throws {
        let driver = ScriptedDriver()
        let peer = try pair(driver)
        driver.onStep = { _, _ in true }
        scheduler(sharing: false, limit: Instant.now.advanced(bySeconds: 0.02)).run(driver)
        #expect(driver.events == ["abort"])
        withExtendedLifetime(peer.number) {}
    }

    // MARK: Orders

    /// Told to stop, it closes what it listens at, drains, and gives the connection the grace.
    @Test func aStopDrains() throws {
        let (orders, driver) = (ThreadOrders(), ScriptedDriver())
        let peer = try heed(orders, with: driver)
        defer { ThreadOrders.detach() }
        driver.onStep = { driver, _ in
            if driver.steps == 1 {
                orders.stop()
                driver.isUnfinished = true
            } else {
                driver.isUnfinished = false
            }
            return true
        }
        let start = Instant.now
        scheduler().run(driver)
        #expect(driver.events == ["drain", "abort"])
        #expect(Instant.now.nanoseconds(since: start) >= 50_000_000)
        #expect(listeners.numbers.isEmpty)
        withExtendedLifetime(peer.number) {}
    }

    @Test(arguments: ["second stop", "abandoned"]) func endsAtOnce(order: String) throws {
        let (orders, driver) = (ThreadOrders(), ScriptedDriver())
        let peer = try heed(orders, with: driver)
        defer { ThreadOrders.detach() }
        driver.onStep = { driver, _ in
            if order == "abandoned" { orders.abandon() } else { orders.stop() }
            driver.isUnfinished = true
            return driver.steps < 10
        }
        scheduler(sharing: false).run(driver)
        #expect(driver.steps <= 2 && driver.events.last == "abort")
        withExtendedLifetime(peer.number) {}
    }

    /// Asked for room, a silent connection ends, and one that is not silent goes on.
    @Test(arguments: [true, false]) func yieldsWhenSilent(isSilent: Bool) throws {
        let (orders, driver) = (ThreadOrders(), ScriptedDriver())
        let peer = try heed(orders, with: driver)
        defer { ThreadOrders.detach() }
        driver.silenceEnd = isSilent ? .now : nil
        driver.onStep = { driver, _ in
            if driver.steps == 1 { orders.askToYield() }
            driver.isUnfinished = true
            return driver.steps < 10
        }
        scheduler(sharing: false).run(driver)
        #expect(driver.events == (isSilent ? ["abort"] : []))
        #expect(driver.steps == (isSilent ? 1 : 10))
        withExtendedLifetime(peer.number) {}
    }
}
