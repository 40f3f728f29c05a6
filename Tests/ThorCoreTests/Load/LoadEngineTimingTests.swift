import SystemCalls
import Testing

@testable import ThorCore

/// Schedules, timeouts, the end of a run: what depends on time.
@Suite(.timeLimit(.minutes(1))) struct LoadEngineTimingTests {
    private static let millisecond: Int64 = 1_000_000

    @Test func anOpenLoopSendsEachSlot() throws {
        let run = try EngineRun(against: LoadEngineTests.answering(), ahead: Self.millisecond) {
            $0.run.rate = Rate(perSecond: 1000)
            $0.run.requests = 10
            $0.run.connections = 4
        }
        #expect(run.tally.offered == 10 && run.tally.sent == 10 && run.tally.good == 10)
        #expect(run.latencies.lag.count == 10 && run.latencies.ownLag.count == 10)
        #expect(run.latencies.response.count == 10 && run.latencies.service.count == 10)
        #expect(
            run.latencies.response.sum == run.latencies.service.sum + run.latencies.lag.sum,
            "response = service + lag, exactly")
        // Sending ends when slot 10, which is not sent, would have been due.
        #expect(run.result.window == 10_000_000)
    }

    /// Slots that are due while the only connection is busy wait for it, and their waiting counts.
    @Test func slotsWaitForAConnection() throws {
        let run = try EngineRun(
            against: LoadEngineTests.answering(), ahead: -50 * Self.millisecond
        ) {
            $0.run.rate = Rate(perSecond: 1000)
            $0.run.requests = 5
        }
        #expect(run.tally.good == 5 && run.tally.waited == 4)
        #expect(run.latencies.lag.smallest >= 45_000_000)
        // The generator itself began 50 ms late, for the first slot; the others waited for the
        // connection.
        #expect(run.latencies.ownLag.largest >= 50_000_000)
        #expect(run.latencies.response.smallest >= 45_000_000)
    }

    @Test(arguments: [1000, 1_000_000] as [UInt64])
    func slotsNeverSentAreCounted(_ rate: UInt64) throws {
        let run = try EngineRun { peer in
            peer.requests()
            peer.waitForEnd()
        } _: {
            $0.run.rate = Rate(perSecond: Double(rate))
            $0.run.requests = nil
            $0.run.duration = 20 * Self.millisecond
            $0.drain = 0
        }
        let slots = rate / 50
        #expect(run.tally.offered == slots)
        #expect(run.tally.sent == 1 && run.tally.unsent == slots - 1 && run.tally.censored == 1)
        #expect(run.tally.isBalanced)
        #expect(run.latencies.censored.count == slots)
        #expect(run.result.window == 20_000_000)
        #expect(run.latencies.censoredService.count == 1)
    }

    @Test func aDurationEndsAClosedLoop() throws {
        let run = try EngineRun(against: LoadEngineTests.answering()) {
            $0.run.requests = nil
            $0.run.duration = 20 * Self.millisecond
        }
        #expect(run.result.window == 20_000_000)
        #expect(run.tally.sent == run.tally.good && run.tally.isBalanced)
    }

    /// What is in flight at the end is waited for as long as the plan says, and then given up.
    @Test(arguments: [0, 30]) func drainingEnds(_ milliseconds: Int64) throws {
        let run = try EngineRun { peer in
            peer.requests()
            peer.waitForEnd()
        } _: {
            $0.run.connections = 2
            $0.run.requests = 2
            $0.drain = milliseconds * Self.millisecond
        }
        #expect(run.tally.sent == 2 && run.tally.censored == 2 && run.tally.failed == 0)
        #expect(run.tally.isBalanced)
        #expect(run.latencies.censored.smallest >= UInt64(milliseconds * Self.millisecond))
    }

    /// A response that is complete after the timeout is a timeout, even if no tick came between.
    @Test func lateResponsesAreTimeouts() throws {
        let answered = Semaphore()
        let peer = try ScriptedPeer { peer in
            if peer.requests() { peer.send(LoadEngineTests.response) }
            answered.post()
            peer.waitForEnd()
        }
        do {
            var settings = RunSettings()
            settings.requests = 1
            settings.timeout = 10 * Self.millisecond
            let plan = LoadPlan(settings, request: EngineRun.request, peers: [peer.peer])
            let stopper = try Stopper()
            var engine = try LoadEngine(plan: plan, stop: try stopper.requests())
            engine.begin(start: Instant.now.nanoseconds, process: 0)
            while engine.connections[0].unsent > 0 { try Self.turn(&engine) }
            #expect(answered.wait(until: .now.advanced(bySeconds: 10)))
            var nothing = PollSet()
            _ = try nothing.wait(until: .now.advanced(bySeconds: 0.01))
            while engine.inFlight > 0 { try Self.turn(&engine) }
            #expect(engine.recorder.tally[FailureClass(.receive, .timedOut)] == 1)
            #expect(engine.recorder.tally.completed == 0)
            #expect(engine.recorder.latencies().service.count == 0)
            #expect(engine.recorder.latencies().censored.smallest >= 10_000_000)
            withExtendedLifetime(stopper) {}
        }
        _ = try peer.finish()
    }

    /// Handles events once, without a tick.
    private static func turn(_ engine: inout LoadEngine) throws {
        let count = try engine.epoll.wait(nanoseconds: 10_000_000_000)
        engine.readClock()
        for index in 0..<count { engine.handle(engine.epoll[index]) }
    }

    @Test func connectingAheadIsNoPartOfTheRun() throws {
        let run = try EngineRun(against: LoadEngineTests.answering()) {
            $0.run.connections = 3
            $0.run.requests = 3
        } prepare: { engine in
            try engine.connectAhead()
            #expect(engine.connections.allSatisfy { $0.state == .open })
            #expect(engine.recorder.tally.connections == 3)
        }
        #expect(run.tally.good == 3 && run.tally.connections == 3 && run.accepted == 3)
    }

    // MARK: Stopping

    /// The first request to stop ends sending; what is in flight is waited for.
    @Test func aStopLetsRequestsInFlightEnd() throws {
        let stopper = try Stopper()
        let run = try EngineRun(
            against: { peer in
                peer.requests(2)
                // In this order, so that the engine learns of the stop first.
                stopper.stop()
                peer.send(LoadEngineTests.response + LoadEngineTests.response)
                peer.waitForEnd()
            }, stopper: stopper
        ) {
            $0.run.pipeline = 2
            $0.run.requests = 100
        }
        #expect(run.tally.sent == 2 && run.tally.good == 2)
        #expect(run.tally.isBalanced)
    }

    @Test func aStopBeforeTheStartSendsNothing() throws {
        let stopper = try Stopper()
        stopper.stop()
        let run = try EngineRun(against: { $0.waitForEnd() }, stopper: stopper) {
            $0.run.duration = 10_000_000_000
        } prepare: { engine in
            engine.stopRequested()
        }
        #expect(run.tally.sent == 0 && run.tally.isBalanced)
    }

    /// Requests to stop that come together are one; a later one gives up what is in flight.
    @Test func aSecondStopGivesUp() throws {
        let stopper = try Stopper()
        var engine = try LoadEngine(
            plan: LoadPlan(RunSettings(), request: EngineRun.request, peers: []),
            stop: try stopper.requests())
        func stop(at now: Int64, times: Int) -> Int {
            for _ in 0..<times { stopper.stop() }
            engine.now = now
            engine.stopRequested()
            return engine.stops
        }
        #expect(stop(at: 1, times: 2) == 1)
        #expect(stop(at: LoadEngine.stopDistance, times: 1) == 1)
        #expect(stop(at: 2 * LoadEngine.stopDistance, times: 0) == 1)
        #expect(stop(at: 2 * LoadEngine.stopDistance + 1, times: 3) == 2)
    }

    /// What the second stop gives up is censored, as it is at the end of draining.
    @Test func givingUpLeavesNothingInFlight() throws {
        let stopper = try Stopper()
        let run = try EngineRun(
            against: { peer in
                peer.requests()
                // Further apart than requests that count as one.
                repeat { stopper.stop() } while !peer.waitForEnd(seconds: 0.25)
            }, stopper: stopper
        ) {
            $0.run.requests = 100
        }
        #expect(run.tally.sent == 1 && run.tally.censored == 1)
        #expect(run.tally.isBalanced)
    }
}
