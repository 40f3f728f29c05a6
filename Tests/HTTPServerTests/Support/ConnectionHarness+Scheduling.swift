import Sockets
import SystemCalls
import SystemPackage

@testable import HTTPServer

/// What a scheduler does.
extension ConnectionHarness {
    /// Steps until nothing more happens at this instant.
    /// - Parameter seconds: by how much the clock is moved before.
    func run(after seconds: Double = 0) throws {
        advance(bySeconds: seconds)
        // More rounds than any test needs: a connection that always has something to do spins.
        for _ in 0..<100_000 {
            guard !isOver else { return }
            let didJob = step()
            let isProcessReady = try pollProcess(until: .now)
            let isUnfinished = connection.isUnfinished || connection.hasMoreToRead
            guard didJob || isProcessReady || isUnfinished else { return }
        }
        throw SystemError(call: "spinning", errno: .deadlock)
    }

    /// Steps until the condition holds, while a real process does its part.
    func run(until condition: () throws -> Bool) throws {
        let limit = Instant.now.advanced(bySeconds: 20)
        while true {
            try run()
            if try condition() { return }
            guard try pollProcess(until: limit) else {
                throw SystemError(call: "condition", errno: .timedOut)
            }
        }
    }

    /// - Returns: whether a job was done.
    private func step() -> Bool {
        if connection.turn.readsAhead { connection.receiveAhead(now: now) }
        service.heads.refresh()
        isOver = !connection.step(now: now)
        if job == nil, !isOver { job = connection.job }
        guard job != nil, !holdsJobs else { return false }
        doJob()
        return true
    }

    private func doJob() {
        job?.run()
        job = nil
        connection.jobDone(now: now)
    }

    /// The job that was held is done, and its result is reported.
    func finishJob(after seconds: Double = 0) throws {
        advance(bySeconds: seconds)
        doJob()
        try run()
    }

    /// Waits for what the connection wants of its process, and reports it.
    /// - Returns: whether something is ready; false at once when there is nothing to wait for.
    private func pollProcess(until deadline: Instant) throws -> Bool {
        guard !isOver, let process = connection.process else { return false }
        let wanted = connection.wantedOfProcess
        var sources: [ReadinessSource] = []
        var poll = PollSet()
        func add(_ source: ReadinessSource, _ number: Int32?, _ readiness: Readiness) {
            guard let number else { return }
            poll.add(number, readiness)
            sources.append(source)
        }
        add(.processEnd, process.end, .readable)
        if wanted.contains(.readable) { add(.processOutput, process.output, .readable) }
        if wanted.contains(.writable) { add(.processInput, process.input, .writable) }
        guard !sources.isEmpty, try poll.wait(until: deadline) else { return false }
        for (index, source) in sources.enumerated() where !poll.readiness(index).isEmpty {
            connection.becameReady(source, poll.readiness(index))
        }
        return true
    }

    // MARK: What it waits for

    /// Seconds from now to the deadline; nil without one.
    var secondsLeft: Double? {
        guard connection.deadline != .distantFuture else { return nil }
        return Double(connection.deadline.nanoseconds(since: now)) / 1e9
    }
}
