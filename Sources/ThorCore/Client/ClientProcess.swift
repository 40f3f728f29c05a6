internal import HTTPWire
internal import Logging
internal import Sockets
internal import SystemCalls

/// The work of one process of a ``ClientRun``: requests one after another, each on a connection of
/// its own.
struct ClientProcess {
    private let plan: ClientPlan
    private let sink: ResponseSink

    /// The work that `plan` describes; responses are dumped into `sink`.
    init(_ plan: ClientPlan, sink: ResponseSink) {
        self.plan = plan
        self.sink = sink
    }

    /// Delay before a failed connect is repeated, in nanoseconds; it doubles each time.
    private static let firstRetry: Int64 = 100_000_000
    /// The longest such delay, in nanoseconds.
    private static let longestRetry: Int64 = 1_000_000_000

    /// Makes the requests.
    ///
    /// - Returns: the exit status: that of the first request that failed, or success.
    func run() -> Int32 {
        let identity = Text.right(String(ProcessID.current.number), 6)
        var status = ExitStatus.success
        var failures = 0
        var total = 0.0
        for _ in 0..<plan.requests {
            let started = Instant.now
            do {
                try request()
            } catch {
                failures += 1
                // One message is enough; the others are counted below.
                if failures == 1 { StandardError.line("thor: \(error)") }
                if status == ExitStatus.success { status = error.exitStatus }
            }
            let elapsed = Double(Instant.now.nanoseconds(since: started)) / 1e9
            total += elapsed
            plan.log.debug("\(identity) | Elapsed time: \(Text.fixed(elapsed, 2)) seconds")
        }
        let average = Text.fixed(total / Double(plan.requests), 2)
        plan.log.debug("\(identity) | Average elapsed time: \(average) seconds")
        if failures > 1 {
            StandardError.line("thor: \(failures) of \(plan.requests) requests failed")
        }
        return status
    }

    /// Makes one request, and those that its redirects lead to.
    private func request() throws(ClientError) {
        var url = plan.url
        var plan = plan
        var hops = 0
        while true {
            let outcome = try fetch(url, plan)
            guard let limit = plan.redirects, Redirection.isRedirect(outcome) else {
                try check(outcome)
                return
            }
            hops += 1
            if hops > limit {
                throw ClientError(
                    "more than \(limit) redirects, the last to '\(outcome.location ?? "")'",
                    exitStatus: ExitStatus.tooManyRedirects)
            }
            do {
                (url, plan.request) = try Redirection.next(url, plan.request, outcome)
            } catch {
                throw ClientError(error, in: outcome.location ?? "")
            }
        }
    }

    private func fetch(
        _ url: TargetURL, _ plan: ClientPlan
    ) throws(ClientError) -> HTTPClient.Outcome {
        let client = try HTTPClient(url, plan: plan, sink: sink)
        var delay = Self.firstRetry
        for attempt in 0... {
            do throws(SystemError) {
                try client.connect()
                break
            } catch {
                if attempt >= plan.connectRetries {
                    throw ClientError(error, during: .connect, with: client.peerName)
                }
                Timers.sleep(nanoseconds: delay)
                delay = min(delay * 2, Self.longestRetry)
            }
        }
        defer { client.disconnect() }
        client.connected()
        do {
            try client.handle()
        } catch let error as ClientError {
            throw error
        } catch {
            throw ClientError("\(error)", exitStatus: ExitStatus.system)
        }
        return client.outcome
    }

    private func check(_ outcome: HTTPClient.Outcome) throws(ClientError) {
        guard let check = plan.check, !check.statuses[outcome.status] else { return }
        throw ClientError(
            "the response has status \(outcome.status)", exitStatus: ExitStatus.unexpected)
    }
}
