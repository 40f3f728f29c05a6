internal import SystemCalls

/// A measurement: worker processes that generate load, and this process that collects what they
/// find. Even a single worker is a process of its own, so that nothing here can delay it.
package struct LoadRun: ~Copyable {
    private let plan: LoadPlan
    private let description: RunDescription
    private var outputs: LoadOutputs
    private var workers: [LoadWorker] = []
    private var seconds: SecondCollector
    private let stop: StopDescriptor
    private var isStopping = false

    /// After being ready, workers get this long to be waiting for the start, in nanoseconds.
    private static let headStart: Int64 = 3_000_000

    /// A run of `plan`, which `description` tells in the words of a result. While it goes on it
    /// reports to `outputs`.
    package init(
        _ plan: LoadPlan, _ description: RunDescription, outputs: consuming LoadOutputs
    ) throws(ClientError) {
        self.plan = plan
        self.description = description
        self.outputs = outputs
        seconds = SecondCollector(processes: plan.processes)
        do throws(SystemError) {
            stop = try StopDescriptor()
        } catch {
            throw Self.failure(error)
        }
    }

    /// Runs the plan.
    ///
    /// - Throws: ``ClientError`` when workers cannot be started or an output cannot be written.
    package mutating func run() throws(ClientError) -> LoadResult {
        let startedAt = WallClock.milliseconds
        try outputs.begin(startedAt: startedAt)
        do throws(SystemError) {
            let start = try Processes.pipe()
            for number in 0..<plan.processes {
                workers.append(try LoadWorker(plan, number: number, start: start))
            }
            try collect { $0.isReady }
            let begin = Instant.now.nanoseconds + Self.headStart
            for _ in workers { try start.writing.writeAll(LoadWorker.encode(begin)) }
            try collect { $0.isFinished }
        } catch {
            throw Self.failure(error)
        }
        try outputs.take(seconds.takeRest())
        var result = try addUp()
        result.startedAt = startedAt
        result.verdict = Verdict(assessing: result)
        try outputs.end(result)
        return result
    }

    /// Reads from the workers until all have come to a state or are gone.
    private mutating func collect(_ isThere: (LoadWorker) -> Bool) throws(SystemError) {
        var poll = PollSet()
        while workers.contains(where: { !isThere($0) && !$0.isGone }) {
            poll.removeAll()
            poll.add(stop.number, .readable)
            let living = workers.filter { !$0.isGone }
            for worker in living { poll.add(worker.descriptorNumber, .readable) }
            guard try poll.wait(until: .distantFuture) else { continue }
            if poll.readiness(0).contains(.readable) { passOnStop() }
            for (place, worker) in living.enumerated()
            where !poll.readiness(place + 1).isEmpty {
                for report in try worker.receive() { seconds.add(report) }
            }
            // A report that cannot be written is no reason to lose the measurement.
            try? outputs.take(seconds.takeComplete())
        }
    }

    /// A terminal's SIGINT reaches all processes by itself; any other stop has to be passed on. A
    /// worker takes two that come together for one.
    private mutating func passOnStop() {
        while stop.take() {
            for worker in workers where !worker.isGone { Processes.terminate(worker.process) }
        }
    }

    private func addUp() throws(ClientError) -> LoadResult {
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
        guard var total, lost == 0 else {
            throw ClientError(
                "\(lost) of \(workers.count) processes ended without a result",
                exitStatus: ExitStatus.system)
        }
        total.run = description
        return total
    }

    private static func failure(_ error: SystemError) -> ClientError {
        ClientError("cannot measure: \(error)", exitStatus: ExitStatus.system)
    }
}
