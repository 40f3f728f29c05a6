internal import SystemCalls

/// A measurement: worker processes that generate load, and this process that collects what they
/// find. Even a single worker is a process of its own, so that nothing here can delay it.
package struct LoadRun: ~Copyable {
    private let plan: LoadPlan
    private var outputs: LoadOutputs
    private var workers: [LoadWorker] = []
    private var seconds: SecondCollector
    private let stop: StopDescriptor
    /// Whether a signal has asked for an end.
    private var isStopping = false
    /// When workers that are still silent are given up.
    private var deadline = Instant.distantFuture

    /// After being ready, workers get this long to be waiting for the start, in nanoseconds.
    private static let headStart: Int64 = 3_000_000
    /// Who wakes up so much later than wanted, in nanoseconds, was stopped meanwhile.
    private static let oversleeping: Int64 = 1_000_000_000

    /// A run of `plan` that reports to `outputs` while it goes on.
    ///
    /// - Throws: ``ClientError`` when there is no descriptor left.
    package init(_ plan: LoadPlan, outputs: consuming LoadOutputs) throws(ClientError) {
        self.plan = plan
        self.outputs = outputs
        seconds = SecondCollector(processes: plan.run.processes)
        do throws(SystemError) {
            stop = try StopDescriptor()
        } catch {
            throw Self.failure(error)
        }
    }

    /// What has come of a run.
    package struct Outcome: Sendable {
        /// What was measured.
        package let result: LoadResult
        /// Outputs that could not be written.
        package let problems: [ClientError]
    }

    /// Runs the plan.
    ///
    /// - Throws: ``ClientError`` when workers cannot be started, or none comes to a result.
    package mutating func run() throws(ClientError) -> Outcome {
        let startedAt: UInt64
        do throws(SystemError) {
            let start = try Processes.pipe()
            for number in 0..<plan.run.processes {
                workers.append(try LoadWorker(plan, number: number, start: start))
            }
            try collect(within: plan.longestPreparation) { $0.isReady }
            startedAt = UInt64((WallClock.nanoseconds + Self.headStart) / 1_000_000)
            let begin = Instant.now.nanoseconds + Self.headStart
            for _ in workers { try start.writing.writeAll(LoadWorker.encode(begin)) }
            outputs.begin(startedAt: startedAt)
            try collect(within: plan.longestRun) { $0.isFinished }
        } catch {
            throw Self.failure(error)
        }
        outputs.take(seconds.takeRest())
        let result = try addUp(startedAt: startedAt)
        outputs.end(result)
        return Outcome(result: result, problems: outputs.problems)
    }

    /// Reads from the workers until all have come to a state or are gone. Those that do neither
    /// within so many seconds are stopped for good.
    private mutating func collect(
        within seconds: Double, _ isThere: (LoadWorker) -> Bool
    ) throws(SystemError) {
        deadline = Instant.now.advanced(bySeconds: seconds)
        var poll = PollSet()
        while workers.contains(where: { !isThere($0) && !$0.isGone }) {
            poll.removeAll()
            poll.add(stop.number, .readable)
            let living = workers.filter { !$0.isGone }
            for worker in living { poll.add(worker.descriptorNumber, .readable) }
            guard try poll.wait(until: deadline) else {
                if Instant.now >= deadline { giveUp(living.filter { !isThere($0) }) }
                continue
            }
            if poll.readiness(0).contains(.readable) { passOnStop() }
            for (place, worker) in living.enumerated()
            where !poll.readiness(place + 1).isEmpty {
                for report in try worker.receive() { self.seconds.add(report) }
                if worker.isGone, !worker.isFinished { self.seconds.lost() }
            }
            outputs.take(self.seconds.takeComplete())
        }
    }

    /// The deadline has passed: workers that are silent will not end by themselves.
    private mutating func giveUp(_ silent: [LoadWorker]) {
        if Instant.now.nanoseconds(since: deadline) > Self.oversleeping {
            // This process was stopped itself, and its workers probably with it.
            deadline = Instant.now.advanced(bySeconds: plan.longestEnding)
            return
        }
        for worker in silent { Processes.kill(worker.process) }
        deadline = .distantFuture
    }

    /// A terminal's SIGINT reaches all processes by itself; any other stop has to be passed on. A
    /// worker takes two that come together for one.
    private mutating func passOnStop() {
        while stop.take() {
            isStopping = true
            deadline = min(deadline, Instant.now.advanced(bySeconds: plan.longestEnding))
            for worker in workers where !worker.isGone { Processes.terminate(worker.process) }
        }
    }

    private func addUp(startedAt: UInt64) throws(ClientError) -> LoadResult {
        var total: LoadResult?
        var lost = 0
        for worker in workers {
            worker.wait()
            guard let result = worker.result else {
                lost += 1
                continue
            }
            do throws(ResultProblem) {
                if total == nil { total = result } else { try total?.add(result) }
            } catch {
                throw ClientError("\(error)", exitStatus: ExitStatus.system)
            }
        }
        guard var total else {
            throw ClientError(
                "\(lost) of \(workers.count) processes ended without a result",
                exitStatus: ExitStatus.system)
        }
        total.run = plan.run
        total.startedAt = startedAt
        total.verdict = verdict(total, lost: lost)
        return total
    }

    /// The verdict, with what only this process knows.
    private func verdict(_ result: LoadResult, lost: Int) -> Verdict {
        var judged = result
        let isCutShort = isStopping && !isWhole(result)
        if isCutShort {
            // Slots that waited when somebody lost patience are not the server's fault.
            judged.tally.offered -= judged.tally.unsent
            judged.tally.unsent = 0
        }
        var verdict = Verdict(assessing: judged)
        if isCutShort {
            let unsent = result.tally.unsent
            let missing =
                unsent == 0 ? "" : "; \(Text.grouped(unsent)) slots were due then and not sent"
            verdict.object(
                .suspect,
                "the run was cut short by a signal after "
                    + Text.duration(Double(result.window)) + missing)
        }
        if lost > 0 {
            verdict.object(
                .invalid,
                "\(lost) of \(workers.count) processes ended without a result: what they did is "
                    + "missing")
        }
        return verdict
    }

    /// Whether sending went on for as long as was asked for.
    private func isWhole(_ result: LoadResult) -> Bool {
        let hasLasted = plan.run.duration.map { result.window >= UInt64($0) } ?? false
        let hasSentAll =
            plan.run.requests.map { result.tally.sent >= $0 * UInt64(plan.run.processes) } ?? false
        return hasLasted || hasSentAll
    }

    private static func failure(_ error: SystemError) -> ClientError {
        ClientError("cannot measure: \(error)", exitStatus: ExitStatus.system)
    }
}
