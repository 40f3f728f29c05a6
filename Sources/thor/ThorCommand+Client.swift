import ArgumentParser
import ThorCore

extension ThorCommand {
    /// The assignment's client: dumps responses.
    ///
    /// - Returns: the exit status.
    func fetch(_ target: TargetURL, _ request: RequestOptions) throws -> Int32 {
        let log = DatedLogHandler.logger(isVerbose: verbose)
        var plan = ClientPlan(url: target, log: log)
        plan.request = request
        plan.version = request.version ?? .http10
        plan.requests = requests?.number ?? 1
        plan.processes = processes?.number ?? 1
        plan.redirects = location ? maxRedirects?.number ?? 10 : nil
        plan.connectRetries = retryConnect?.number ?? 0
        plan.dumping.head = include || (output == nil && !noInclude)
        plan.dumping.isRaw = plan.version == .http10
        plan.dumping.holdsRedirects = location
        if let expectStatus {
            var check = ResponseCheck()
            check.statuses = expectStatus.accepted
            plan.check = check
        }
        if request.unixSocket == nil {
            plan.addresses = try ClientPlan.resolve(target, request)
        }
        let sink = try ResponseSink.opening(output ?? "-", isShared: plan.processes > 1)
        return ClientRun(plan, sink: sink).run()
    }
}
