import ArgumentParser
import ThorCore

extension ThorCommand {
    /// The load generator: measures and reports.
    ///
    /// - Returns: the exit status.
    func measure(_ target: TargetURL, _ request: RequestOptions) throws -> Int32 {
        let log = DatedLogHandler.logger(isVerbose: verbose)
        target.log(log)
        var settings = RunSettings(target, request, processes: processes?.number ?? 1)
        settings.requests = requests.map { UInt64($0.number) }
        load.set(&settings)

        let outputs = try LoadOutputs(
            json: load.json, csv: load.csv, log: load.hlog,
            showsProgress: !load.quiet && StandardError.isTerminal)
        var plan = try LoadPlan(settings, target, request)
        plan.reporting = outputs.reporting
        if let drain = load.drain { plan.drain = drain.nanoseconds }
        if let expectStatus { plan.check.statuses = expectStatus.accepted }
        plan.check.body = load.expectBody?.body

        var run = try LoadRun(plan, outputs: outputs)
        let outcome = try run.run()
        var problems = outcome.problems
        if !load.quiet {
            do throws(ClientError) {
                try StandardOutput.write(Summary(outcome.result).text)
            } catch {
                problems.append(error)
            }
        }
        for problem in problems { StandardError.line("thor: \(problem)") }
        return problems.first?.exitStatus ?? outcome.result.exitStatus
    }
}
