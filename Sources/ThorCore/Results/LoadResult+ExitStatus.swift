extension LoadResult {
    /// The exit status of the process that measured this: success only if every request that was
    /// asked for was sent and had a good response.
    package var exitStatus: Int32 {
        if verdict.grade == .invalid { return ExitStatus.invalidMeasurement }
        let allWentWell = tally.good == tally.offered
        return allWentWell ? ExitStatus.success : ExitStatus.someFailed
    }
}
