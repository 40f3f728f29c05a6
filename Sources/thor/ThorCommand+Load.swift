import ArgumentParser
import ThorCore

extension ThorCommand {
    /// The load generator: measures and reports.
    ///
    /// - Returns: the exit status.
    func measure(_ target: TargetURL, _ request: RequestOptions) throws -> Int32 {
        let log = DatedLogHandler.logger(isVerbose: verbose)
        target.log(log)
        var settings = LoadSettings(target, request)
        settings.connections = connections?.number ?? 1
        settings.processes = processes?.number ?? 1
        settings.pipeline = pipeline?.number ?? 1
        settings.closesEach = close
        settings.rate = rate?.rate
        settings.arrivals = arrivals ?? .fixed
        settings.seed = UInt64(seed?.number ?? 1)
        settings.requests = requests.map { UInt64($0.number) }
        settings.duration = duration?.nanoseconds
        settings.drain = drain?.nanoseconds
        if let expectStatus { settings.check.statuses = expectStatus.accepted }
        settings.check.body = expectBody?.body

        let outputs = try LoadOutputs(
            json: json, csv: csv, log: hlog, showsProgress: !quiet && StandardError.isTerminal)
        let outcome = try settings.run(outputs)
        var problems = outcome.problems
        if !quiet {
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
