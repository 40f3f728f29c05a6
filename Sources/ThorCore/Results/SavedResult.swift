internal import SystemCalls

/// Results in files: what `--json` and `--hlog` have written, or other tools' histogram logs.
package enum SavedResult {
    /// Largest file that is read, in octets.
    static let largest = 512 * 1024 * 1024

    /// Reads a result; the first octet tells JSON from a histogram log.
    ///
    /// - Throws: ``ClientError`` in one line with the file's name.
    package static func read(_ path: String) throws(ClientError) -> LoadResult {
        let bytes = try FileContent.read(path, limit: largest)
        do throws(ResultProblem) {
            let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
            if first == UInt8(ascii: "{") { return try LoadResult(json: JSON(parsing: bytes)) }
            return try fromLog(String(decoding: bytes, as: UTF8.self), path)
        } catch {
            throw ClientError("cannot read \(path): \(error)", exitStatus: ExitStatus.cannotRead)
        }
    }

    /// Reads several results and adds them up.
    package static func merge(_ paths: [String]) throws(ClientError) -> LoadResult {
        var merged: LoadResult?
        for path in paths {
            let result = try read(path)
            guard merged != nil else {
                merged = result
                continue
            }
            do throws(ResultProblem) {
                try merged?.add(result)
            } catch {
                throw ClientError(
                    "cannot merge \(path): \(error)", exitStatus: ExitStatus.cannotRead)
            }
        }
        guard var merged else {
            throw ClientError("nothing to merge", exitStatus: ExitStatus.usage)
        }
        if paths.count > 1 { merged.verdict = Verdict(assessing: merged) }
        return merged
    }

    /// A log knows latencies only; the counts that follow from them are filled in.
    private static func fromLog(_ text: String, _ path: String) throws(ResultProblem) -> LoadResult
    {
        var result = LoadResult()
        (result.latencies, result.window) = try HistogramLog.read(text)
        result.elapsed = result.window
        result.run.url = path
        result.run.isOpenLoop = result.latencies.lag.count > 0
        if !result.run.isOpenLoop, result.latencies.service.count == 0 {
            result.latencies.service = result.latencies.response
        }
        result.tally.completed = result.latencies.response.count
        result.tally.good = result.tally.completed
        result.tally.censored = result.latencies.censored.count
        result.tally.sent = result.tally.completed + result.tally.censored
        result.tally.offered = result.tally.sent
        result.verdict.object(
            .suspect, "a histogram log holds latencies only: no errors, no self-watch")
        return result
    }
}
