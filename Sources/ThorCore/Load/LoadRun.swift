internal import SystemCalls

/// A measurement: worker processes that generate load, and this process, which collects their
/// results. Even a single worker is a process of its own, so that no work done here can delay it.
package struct LoadRun: ~Copyable {
    private let plan: LoadPlan
    private var outputs: LoadOutputs
    private var workers: [LoadWorker] = []
    private var seconds: SecondCollector
    private let stop: SignalDescriptor
    /// Whether a signal has asked the run to stop.
    private var isStopping = false
    /// When workers that have not reported are killed.
    private var deadline = Instant.distantFuture

    /// Time from the last worker's readiness to the start, in nanoseconds: by then all wait for it.
    private static let headStart: Int64 = 3_000_000
    /// A wait that ends later than this after its deadline, in nanoseconds, means that this process
    /// was stopped meanwhile (SIGSTOP, or a suspended machine).
    private static let oversleeping: Int64 = 1_000_000_000

    /// A run of `plan` that reports to `outputs` while it goes on.
    ///
    /// - Throws: ``ClientError`` when there is no descriptor left.
    package init(_ plan: LoadPlan, outputs: consuming LoadOutputs) throws(ClientError) {
        self.plan = plan
        self.outputs = outputs
        seconds = SecondCollector(processes: plan.run.processes)
        do throws(SystemError) {
            stop = try SignalDescriptor.stops()
        } catch {
            throw Self.failure(error)
        }
    }

    /// The outcome of a run.
    package struct Outcome: Sendable {
        /// What was measured.
        package let result: LoadResult
        /// An error for each output that could not be written.
        package let problems: [ClientError]
    }

    /// Runs the plan.
    ///
    /// - Throws: ``ClientError`` when workers cannot be started, or none returns a result.
    package mutating func run() throws(ClientError) -> Outcome {
        let startedAt: UInt64
        do throws(SystemError) {
            let start = try Processes.pipe()
            for number in 0..<plan.run.processes {
                workers.append(try LoadWorker(plan, number: number, start: start))
            }
            try collect(within: plan.longestPreparation, until: \.isReady)
            startedAt = UInt64((WallClock.nanoseconds + Self.headStart) / 1_000_000)
            let begin = Instant.now.nanoseconds + Self.headStart
            for _ in workers { try start.writing.writeAll(LoadWorker.encode(begin)) }
            outputs.begin(startedAt: startedAt)
            try collect(within: plan.longestRun, until: \.isFinished)
        } catch {
            throw Self.failure(error)
        }
        outputs.take(seconds.takeRest())
        let result = try addUp(startedAt: startedAt)
        outputs.end(result)
        return Outcome(result: result, problems: outputs.problems)
    }

    /// Reads from the workers until each is `ready` or gone. Those that are neither after `seconds`
    /// are killed.
    private mutating func collect(
        within seconds: Double, until isReady: (LoadWorker) -> Bool
    ) throws(SystemError) {
        deadline = Instant.now.advanced(bySeconds: seconds)
        var poll = PollSet()
        while workers.contains(where: { !isReady($0) && !$0.isGone }) {
            poll.removeAll()
            poll.add(stop.number, .readable)
            let living = workers.filter { !$0.isGone }
            for worker in living { poll.add(worker.descriptorNumber, .readable) }
            guard try poll.wait(until: deadline) else {
                if Instant.now >= deadline { kill(living.filter { !isReady($0) }) }
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

    /// The deadline has passed: kills workers that have not reported, because they will not end by
    /// themselves.
    private mutating func kill(_ silent: [LoadWorker]) {
        if Instant.now.nanoseconds(since: deadline) > Self.oversleeping {
            // This process was stopped, and its workers probably with it: they get their time
            // again.
            deadline = Instant.now.advanced(bySeconds: plan.longestEnding)
            return
        }
        for worker in silent { Processes.kill(worker.process) }
        deadline = .distantFuture
    }

    /// Passes a request to stop on to the workers. A terminal sends SIGINT to them as well; a
    /// worker counts requests that come together as one.
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

    /// The verdict, including signals and lost workers, of which only this process knows.
    private func verdict(_ result: LoadResult, lost: Int) -> Verdict {
        var judged = result
        let isCutShort = isStopping && !isWhole(result)
        if isCutShort {
            // Slots that were waiting when the run was interrupted are not the server's fault.
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

    /// Whether the run sent for as long, or as many requests, as it was asked to.
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
