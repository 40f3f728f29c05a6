extension SavedResult {
    /// A result and the path of its file.
    package typealias Part = (path: String, result: LoadResult)

    /// The share of the longest run for which all must overlap to count as side by side.
    static let sideBySide = 0.9

    /// Reads several results and adds them up.
    ///
    /// - Throws: ``ClientError`` that names the file that cannot be read or merged.
    package static func merge(_ paths: [String]) throws(ClientError) -> LoadResult {
        var parts: [Part] = []
        for path in paths { parts.append((path, try read(path))) }
        return try merge(parts)
    }

    /// Adds results up. Counts and histograms are added exactly. Rates are averages over the time
    /// in which any of the runs was active, so that runs one after the other do not add up to a
    /// rate that never occurred. The verdict is no better than the worst of theirs.
    ///
    /// - Throws: ``ClientError`` that names the file that cannot be merged.
    package static func merge(_ parts: [Part]) throws(ClientError) -> LoadResult {
        guard var merged = parts.first?.result else {
            throw ClientError("nothing to merge", exitStatus: ExitStatus.usage)
        }
        if parts.count == 1 { return merged }
        for (place, part) in parts.enumerated().dropFirst() {
            do throws(ResultProblem) {
                if let twin = parts[..<place].first(where: { isSameRun($0.result, part.result) }) {
                    throw .sameRun(twin.path)
                }
                try merged.add(part.result)
            } catch {
                throw ClientError(
                    "cannot merge \(part.path): \(error)", exitStatus: ExitStatus.cannotRead)
            }
        }
        let results = parts.map(\.result)
        merged.window = union(results.map { interval($0, $0.window) })
        merged.elapsed = union(results.map { interval($0, $0.elapsed) })
        merged.verdict = verdict(merged, parts)
        return merged
    }

    /// Whether two results are of the same run. Distributions with so many counters do not agree by
    /// chance.
    private static func isSameRun(_ one: LoadResult, _ other: LoadResult) -> Bool {
        one.startedAt == other.startedAt && one.latencies.response.count > 0
            && one.latencies.response.entries == other.latencies.response.entries
            && one.latencies.turn.entries == other.latencies.turn.entries
    }

    private static func verdict(_ merged: LoadResult, _ parts: [Part]) -> Verdict {
        // A log has no more to judge than its own verdict says, which is added below.
        var verdict = merged.holdsOnlyLatencies ? Verdict() : Verdict(assessing: merged)
        let overlap = overlap(parts.map(\.result))
        let longest = parts.map(\.result.elapsed).max() ?? 0
        if !merged.holdsOnlyLatencies, Double(overlap) < Double(longest) * Self.sideBySide {
            verdict.object(
                .suspect,
                "the runs did not go on side by side: rates are averages over the "
                    + "\(Text.duration(Double(merged.elapsed))) in which any of them did, and "
                    + "connections and offered rates were never there together")
        }
        for (path, result) in parts where result.verdict.grade != .valid {
            let reasons = result.verdict.reasons
            for reason in reasons.isEmpty ? ["is \(result.verdict.grade.rawValue)"] : reasons {
                verdict.object(result.verdict.grade, "\(path): \(reason)")
            }
        }
        return verdict
    }

    // MARK: Time

    /// Nanoseconds since 1970.
    private static func interval(_ result: LoadResult, _ length: UInt64) -> Range<UInt64> {
        // Limits that files cannot exceed without an overflow: seconds of 32 bits, and 146 years.
        let start = min(result.startedAt, UInt64(UInt32.max) * 1000) * 1_000_000
        return start..<(start + min(length, UInt64(Int64.max) / 2))
    }

    /// The length of the union of intervals.
    static func union(_ intervals: [Range<UInt64>]) -> UInt64 {
        var (total, end) = (UInt64(0), UInt64(0))
        for interval in intervals.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let begin = max(end, interval.lowerBound)
            if interval.upperBound > begin { total += interval.upperBound - begin }
            end = max(end, interval.upperBound)
        }
        return total
    }

    /// The length of the intersection of the runs.
    private static func overlap(_ results: [LoadResult]) -> UInt64 {
        let intervals = results.map { interval($0, $0.elapsed) }
        let begin = intervals.map(\.lowerBound).max() ?? 0
        let end = intervals.map(\.upperBound).min() ?? 0
        return end > begin ? end - begin : 0
    }
}
