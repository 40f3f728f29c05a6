/// The summary of a result for a terminal, at most 80 columns wide.
package struct Summary {
    /// The width of a summary, in columns.
    package static let width = 80
    private let result: LoadResult

    /// A summary of this result.
    package init(_ result: LoadResult) { self.result = result }

    /// The summary, with a line break at the end.
    package var text: String {
        let chart = LatencyChart(
            result.latencies.response, name: isOfResponses ? "response time" : "service time",
            unanswered: unanswered
        ).lines
        let blocks =
            result.holdsOnlyLatencies
            ? [[Self.cut("Latencies of \(result.run.url)")], latencies, chart, verdict]
            : [head, rates, latencies, chart, outcome, generator + verdict]
        return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
            .joined(separator: "\n\n") + "\n"
    }

    /// Whether there are response times; a closed loop has service times only.
    private var isOfResponses: Bool { result.run.isOpenLoop || result.holdsOnlyLatencies }

    /// Requests that were offered and had no complete response.
    private var unanswered: UInt64 {
        let tally = result.tally
        return result.holdsOnlyLatencies
            ? result.latencies.censored.count
            : tally.offered - min(tally.completed, tally.offered)
    }

    private var head: [String] {
        let run = result.run
        var loop = run.isOpenLoop ? "open loop" : "closed loop"
        if let rate = run.rate {
            let arrivals = run.arrivals == .poisson ? "Poisson arrivals" : "fixed arrivals"
            loop += " at \(Text.rate(rate.perSecond))/s, \(arrivals)"
        }
        let processes = Text.counted(UInt64(run.processes), "process", "processes")
        let connections = Text.counted(UInt64(run.connections), "connection")
        var parts = [loop, "\(connections) in \(processes)"]
        if !run.keepsAlive { parts.append("closed after each request") }
        if run.pipeline > 1 { parts.append("pipeline of \(run.pipeline)") }
        return [Self.cut("\(run.method) \(run.url)")] + Self.wrap(parts.joined(separator: ", "))
    }

    private var rates: [String] {
        let tally = result.tally
        let received = Double(tally.bytesReceived)
        let perSecond = Text.bytes(result.rate(tally.bytesReceived))
        let side = [
            "over \(Text.duration(Double(result.elapsed)))",
            "\(Text.bytes(received)) received, \(perSecond)/s",
            "\(Text.bytes(Double(tally.bytesSent))) sent",
            "\(Text.counted(tally.connections, "connection")) opened",
        ]
        let rows: [(String, String, String)] = [
            result.run.isOpenLoop
                ? (
                    "offered", Text.grouped(tally.offered),
                    rate(result.rateOfWindow(tally.offered))
                )
                : ("offered", "n/a", "n/a"),
            ("sent", Text.grouped(tally.sent), rate(result.rateOfWindow(tally.sent))),
            ("completed", Text.grouped(tally.completed), rate(result.rate(tally.completed))),
            ("good", Text.grouped(tally.good), rate(result.rate(tally.good))),
        ]
        return zip(rows, side).map { row, side in
            Text.left(row.0, 10) + Text.right(row.1, 14) + Text.right(row.2, 16) + "    " + side
        }
    }

    private func rate(_ value: Double) -> String { Text.rate(value) + "/s" }

    private var latencies: [String] {
        let names = Percentiles.shown.map { "p\($0)".dropping(suffix: ".0") } + ["max"]
        let head = Text.left("latency", 8) + names.map { Text.right($0, 9) }.joined()
        var rows = [head]
        var statistics: [String] = []
        let measured = result.latencies
        let table: [(String, Distribution, Percentiles)] =
            isOfResponses
            ? [
                ("response", measured.response, measured.responsePercentiles),
                ("service", measured.service, measured.servicePercentiles),
                ("send lag", measured.lag, Percentiles(completed: measured.lag)),
            ].filter { !result.holdsOnlyLatencies || $0.1.count > 0 }
            : [("service", measured.response, measured.responsePercentiles)]
        for (name, distribution, percentiles) in table {
            let values = Percentiles.shown.map { Self.show(percentiles.value($0)) }
            let cells = (values + [Self.show(percentiles.maximum)]).map { Text.right($0, 9) }
            rows.append(Text.left(name, 8) + cells.joined())
            guard let mean = percentiles.mean else { continue }
            // With censored values the deviation is unknown.
            let deviation = mean.isAtLeast ? nil : distribution.deviation
            statistics.append(
                "\(name) " + (mean.isAtLeast ? "≥" : "") + Text.duration(mean.nanoseconds)
                    + " (\(deviation.map { Text.duration($0) } ?? "n/a"))")
        }
        if statistics.isEmpty { return rows }
        return rows + Self.wrap("mean (deviation): " + statistics.joined(separator: ", "))
    }

    private static func show(_ value: Percentiles.Value) -> String {
        switch value {
        case .exactly(let nanoseconds): Text.duration(Double(nanoseconds))
        case .atLeast(let nanoseconds): "≥" + Text.duration(Double(nanoseconds))
        case .tooFewSamples: "n/a"
        }
    }

    private var outcome: [String] {
        let tally = result.tally
        let codes = tally.statuses.indices.filter { tally.statuses[$0] > 0 }
            .map { "\($0): \(Text.grouped(tally.statuses[$0]))" }
        var lines = Self.labelled("status", codes.isEmpty ? "none" : codes.joined(separator: ", "))
        var errors = tally.failureClasses.map { "\(Text.grouped($0.count)) \($0.failure.name)" }
        for (count, what) in [
            (tally.unexpectedStatus, "unexpected status"),
            (tally.unexpectedBody, "unexpected body"),
        ] where count > 0 { errors.append("\(Text.grouped(count)) \(what)") }
        if tally.unsolicited > 0 {
            let connections = Text.counted(tally.unsolicited, "connection")
            errors.append("\(connections) with octets nobody asked for")
        }
        lines += Self.labelled("errors", errors.isEmpty ? "none" : errors.joined(separator: ", "))
        let censored = [
            (tally.censored, "in flight at the end"), (tally.unsent, "never sent"),
        ].filter { $0.0 > 0 }.map { "\(Text.grouped($0.0)) \($0.1)" }
        if !censored.isEmpty {
            lines += Self.labelled("censored", censored.joined(separator: ", "))
        }
        if tally.waited > 0 {
            let waited = Double(tally.waited + tally.unsent)
            let share = Text.percent(waited / Double(max(1, tally.offered)))
            lines += Self.labelled("waited", "\(share) of the slots found no free connection")
        }
        return lines
    }

    private var generator: [String] {
        let watch = result.watch
        if watch.processes == 0 { return [] }
        let seconds = max(1e-9, Double(watch.wall) / 1e9)
        let requests = Double(max(1, result.tally.completed))
        let busy = watch.user + watch.system
        let perRequest = Double(busy - min(watch.spun, busy)) / requests
        var parts = [
            "\(Text.percent(watch.share)) of a core",
            "\(Text.duration(perRequest)) CPU per request",
            "\(Text.bytes(Double(watch.residentBytes))) memory",
            "\(Text.percent(watch.starvedShare)) waiting for a core",
            "\(Text.rate(Double(watch.involuntarySwitches) / seconds)) involuntary switches/s",
        ]
        if watch.spun > 0 {
            let share = Double(watch.spun) / Double(max(1, watch.wall))
            parts.insert("\(Text.percent(share)) spent spinning", at: 1)
        }
        if case .exactly(let turn) = Percentiles(completed: result.latencies.turn).value(99) {
            parts.append("loop turns of \(Text.duration(Double(turn))) (p99)")
        }
        return Self.labelled("generator", parts.joined(separator: ", "))
    }

    private var verdict: [String] {
        let verdict = result.verdict
        let reasons = verdict.reasons.joined(separator: "; ")
        let grade = verdict.grade.rawValue
        return Self.labelled("verdict", reasons.isEmpty ? grade : "\(grade): \(reasons)")
    }

    // MARK: Layout

    private static func labelled(_ label: String, _ text: String) -> [String] {
        wrap(text, width: width - 10).enumerated().map { number, line in
            Text.left(number == 0 ? label : "", 10) + line
        }
    }

    private static func wrap(_ text: String, width: Int = width) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in words(text) {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        return (lines + [line]).map { cut($0, width) }
    }

    /// The words of a text. A number and the word behind it count as one, so that no line ends
    /// between them.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        for word in text.split(separator: " ") {
            if let last = words.last, isNumber(last) {
                words[words.count - 1] = last + " " + word
            } else {
                words.append(String(word))
            }
        }
        return words
    }

    private static func isNumber(_ word: String) -> Bool {
        guard let last = word.unicodeScalars.last, "0"..."9" ~= last || last == ":" else {
            return false
        }
        let body = word.unicodeScalars.drop { "(≥<>".unicodeScalars.contains($0) }
        return body.first.map { "0"..."9" ~= $0 } == true
            && body.allSatisfy { "0"..."9" ~= $0 || ".,:".unicodeScalars.contains($0) }
    }

    private static func cut(_ text: String, _ width: Int = width) -> String {
        text.count <= width ? text : text.prefix(width - 3) + "..."
    }
}
