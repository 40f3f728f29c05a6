internal import SystemCalls

/// Results in files: those of `--json` and `--hlog`, and the histogram logs of other tools.
package enum SavedResult {
    /// The largest file that is read, in octets.
    static let largest = 512 * 1024 * 1024

    /// Reads a result. A file that begins with a brace is JSON, any other a histogram log.
    ///
    /// - Throws: ``ClientError`` that names the file.
    package static func read(_ path: String) throws(ClientError) -> LoadResult {
        let bytes = try FileContent.read(path, limit: largest)
        do throws(ResultProblem) {
            let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
            var result =
                first == UInt8(ascii: "{")
                ? try LoadResult(json: JSON(parsing: bytes))
                : try fromLog(String(decoding: bytes, as: UTF8.self))
            if result.holdsOnlyLatencies { result.run.url = path }
            return result
        } catch {
            throw ClientError("cannot read \(path): \(error)", exitStatus: ExitStatus.cannotRead)
        }
    }

    /// The result of a histogram log, in which only latencies are known.
    static func fromLog(_ text: String) throws(ResultProblem) -> LoadResult {
        var result = LoadResult()
        result.holdsOnlyLatencies = true
        (result.latencies, result.window) = try HistogramLog.read(text)
        result.startedAt = HistogramLog.start(of: text)
        result.elapsed = result.window
        result.verdict = Verdict(assessing: result)
        return result
    }
}
