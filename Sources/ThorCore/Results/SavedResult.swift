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

    /// A log knows latencies only.
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
