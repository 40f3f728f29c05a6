/// The HdrHistogram log format 1.3: comments, a legend, and for each interval and tag a line with
/// start, length, maximum and compressed payload. Times are seconds since `BaseTime`, maxima are
/// milliseconds.
///
/// Source: `HistogramLogWriter` and `HistogramLogReader` of HdrHistogram for Java.
package enum HistogramLog {
    /// The lines before the first interval; `startedAt` is in milliseconds since 1970.
    package static func head(startedAt: UInt64) -> String {
        let seconds = Text.fixed(Double(startedAt) / 1000, 3)
        return """
            #[Logged by thor; values are nanoseconds, Interval_Max is in milliseconds]
            #[Histogram log format version 1.3]
            #[BaseTime: \(seconds) (seconds since epoch)]
            #[StartTime: \(seconds) (seconds since epoch)]
            "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"

            """
    }

    /// The line of one interval of one distribution. `start` is in nanoseconds since the start of
    /// the run, `length` in nanoseconds.
    package static func line(
        tag: String, start: UInt64, length: UInt64, _ distribution: Distribution
    ) -> String {
        let from = Text.fixed(Double(start) / 1e9, 3)
        let took = Text.fixed(Double(length) / 1e9, 3)
        let longest = Text.fixed(Double(distribution.largest) / 1e6, 6)
        return "Tag=\(tag),\(from),\(took),\(longest),\(HistogramPayload.encode(distribution))\n"
    }

    /// Reads a log and adds up the intervals of each tag. Lines without a tag are response times.
    ///
    /// - Returns: the latencies, and the length of the logged time in nanoseconds.
    /// - Throws: ``ResultProblem`` for an invalid line, or a histogram of another layout.
    package static func read(
        _ text: String
    ) throws(ResultProblem) -> (latencies: Latencies, length: UInt64) {
        var latencies = Latencies()
        var end = 0.0
        var found = false
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix("\"") { continue }
            var columns = line.split(separator: ",", omittingEmptySubsequences: false)[...]
            var tag = "response"
            if let first = columns.first, first.hasPrefix("Tag=") {
                tag = String(first.dropFirst(4))
                columns = columns.dropFirst()
            }
            guard columns.count == 4, let start = Double(columns[columns.startIndex]),
                let length = Double(columns[columns.startIndex + 1]), let payload = columns.last
            else { throw .badLogLine(number + 1) }
            let distribution = try HistogramPayload.decode(payload.trimmedEnd)
            end = max(end, start + length)
            guard let field = Latencies.fields.first(where: { $0.name == tag }) else { continue }
            latencies[keyPath: field.path].add(distribution)
            found = true
        }
        if !found { throw .noHistogram }
        return (latencies, UInt64(max(0, end) * 1e9))
    }
}

extension HistogramLog {
    /// When the logged run began, in milliseconds since 1970; 0 when the log does not say.
    package static func start(of text: String) -> UInt64 {
        for line in text.split(separator: "\n").prefix(while: { $0.hasPrefix("#") }) {
            guard line.hasPrefix("#[StartTime: ") else { continue }
            let seconds = Double(line.dropFirst(13).prefix { $0 != " " }) ?? 0
            return 0..<9e12 ~= seconds ? UInt64((seconds * 1000).rounded()) : 0
        }
        return 0
    }
}

extension Substring {
    /// The line without the carriage return of a Windows text file.
    fileprivate var trimmedEnd: Substring { last == "\r" ? dropLast() : self }
}

extension HistogramLog {
    /// A whole result as a log of one interval.
    package static func text(of result: LoadResult) -> String {
        Latencies.fields.reduce(head(startedAt: result.startedAt)) { text, field in
            let distribution = result.latencies[keyPath: field.path]
            if distribution.count == 0 { return text }
            return text + line(tag: field.name, start: 0, length: result.elapsed, distribution)
        }
    }
}
