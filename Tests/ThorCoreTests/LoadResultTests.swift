import Testing

@testable import ThorCore

/// A result with something in every corner.
func sampleResult(seed: UInt64 = 1, isOpenLoop: Bool = true) -> LoadResult {
    var random = Randomness(seed: seed)
    var result = LoadResult()
    result.run.url = "http://127.0.0.1:8080/"
    result.run.rate = isOpenLoop ? Rate(perSecond: 1000) : nil
    result.run.arrivals = isOpenLoop ? .fixed : nil
    result.run.connections = 16
    result.run.processes = 1
    result.run.duration = 2_000_000_000
    result.run.timeout = 1_000_000_000
    result.startedAt = 1_700_000_000_000 + seed
    result.window = 2_000_000_000
    result.elapsed = 2_000_100_000
    let counts = (completed: 1900, timedOut: 20, refused: 30, censored: 40, unsent: 10)
    result.tally.completed = UInt64(counts.completed)
    result.tally.good = 1800
    result.tally.unexpectedStatus = 100
    result.tally.statuses[200] = 1800
    result.tally.statuses[503] = 100
    result.tally.failures[FailureClass(.receive, .timedOut).position] = UInt64(counts.timedOut)
    result.tally.failures[FailureClass(.connect, .refused).position] = UInt64(counts.refused)
    result.tally.censored = UInt64(counts.censored)
    result.tally.sent = 1990
    result.tally.unsent = isOpenLoop ? UInt64(counts.unsent) : 0
    result.tally.offered = result.tally.sent + result.tally.unsent
    func fill(_ count: Int, _ scale: UInt64) -> Distribution {
        var histogram = LatencyHistogram()
        for _ in 0..<count { histogram.record(scale + random.next() % scale) }
        return histogram.distribution()
    }
    result.latencies.service = fill(counts.completed, 300_000)
    result.latencies.response =
        isOpenLoop ? fill(counts.completed, 310_000) : result.latencies.service
    if isOpenLoop {
        result.latencies.lag = fill(1990, 10_000)
        result.latencies.ownLag = fill(1990, 5000)
    }
    result.latencies.censored = fill(70, 1_000_000_000)
    result.latencies.censoredService = fill(60, 1_000_000_000)
    result.latencies.connect = fill(16, 100_000)
    result.latencies.turn = fill(1000, 4000)
    result.watch.processes = 1
    result.watch.wall = 2_000_000_000
    result.watch.user = 100_000_000
    result.watch.system = 400_000_000
    result.watch.residentBytes = 9_000_000
    result.verdict = Verdict(assessing: result)
    return result
}

@Suite struct LoadResultTests {
    @Test(arguments: [true, false])
    func comesBackFromJSON(_ isOpenLoop: Bool) throws {
        let result = sampleResult(isOpenLoop: isOpenLoop)
        for indented in [true, false] {
            let text = result.json.text(indented: indented)
            #expect(try LoadResult(json: JSON(parsing: Array(text.utf8))) == result)
        }
    }

    @Test func refusesOtherDocuments() {
        #expect(throws: ResultProblem.missing("schema")) { try LoadResult(json: .object([])) }
        #expect(throws: ResultProblem.unknownSchema("thor-result/99")) {
            try LoadResult(json: .object([.init("schema", .string("thor-result/99"))]))
        }
        #expect(throws: ResultProblem.self) {
            try LoadResult(json: .object([.init("schema", .string(LoadResult.schema))]))
        }
    }

    @Test func mergesExactly() throws {
        let (first, second) = (sampleResult(seed: 1), sampleResult(seed: 2))
        var merged = first
        try merged.add(second)
        #expect(merged.tally.isBalanced)
        #expect(merged.tally.sent == 2 * first.tally.sent)
        #expect(merged.run.rate == Rate(perSecond: 2000))
        #expect(merged.run.connections == 32)
        for field in Latencies.fields {
            var sum = first.latencies[keyPath: field.path]
            sum.add(second.latencies[keyPath: field.path])
            #expect(merged.latencies[keyPath: field.path] == sum)
        }
        #expect(merged.startedAt == first.startedAt)
        #expect(merged.watch.wall == 4_000_000_000)
        #expect(merged.watch.residentBytes == 9_000_000)
    }

    @Test func doesNotMergeWhatDiffers() {
        var closed = sampleResult(isOpenLoop: false)
        #expect(throws: ResultProblem.self) { try closed.add(sampleResult()) }
    }

    @Test(arguments: [true, false])
    func summaryFitsTheTerminal(_ isOpenLoop: Bool) {
        var result = sampleResult(isOpenLoop: isOpenLoop)
        result.run.url = "http://example.com/" + String(repeating: "long", count: 50)
        for _ in 0..<3 { result.verdict.object(.suspect, String(repeating: "reason ", count: 20)) }
        for line in Summary(result).text.split(separator: "\n", omittingEmptySubsequences: false) {
            #expect(line.count <= Summary.width, "\(line)")
        }
    }

    /// At some length of what is before it every number would be the last word of its line.
    @Test func numbersStayWithTheirUnits() {
        for length in 0..<60 {
            var result = sampleResult(isOpenLoop: false)
            result.verdict = Verdict()
            result.watch.residentBytes = 9_340_000
            result.verdict.object(
                .suspect, String(repeating: "x", count: length) + " took ≥9.34 ms of 1,200 requests"
            )
            let text = Summary(result).text
            #expect(text.contains("≥9.34 ms"))
            #expect(text.contains("1,200 requests"))
            for line in text.split(separator: "\n") where !line.hasPrefix("status") {
                #expect(
                    line.split(separator: " ").last.map { Double($0) == nil } == true, "\(line)")
                #expect(line.count <= Summary.width)
            }
        }
    }

    @Test func oneIsNoPlural() {
        var result = sampleResult(isOpenLoop: false)
        (result.tally.connections, result.run.connections) = (1, 1)
        let text = Summary(result).text
        #expect(text.contains("1 connection opened"))
        #expect(text.contains("1 connection in 1 process"))
        #expect(text.components("closed loop") == 1)
    }

    @Test func theProgressLineReportsFailures() {
        var line = ProgressLine()
        var second = SecondReport(number: 0, length: 1_000_000_000)
        (second.completed, second.good) = (10, 10)
        #expect(!line.text(second).contains("not good"))
        second.good = 7
        #expect(line.text(second).hasSuffix("3 not good"))
        #expect(line.text(second).hasSuffix("6 not good"))
    }

    @Test func summarySaysAtLeast() {
        let text = Summary(sampleResult()).text
        #expect(text.contains("≥1."))
        #expect(text.contains("20 receive: timed out"))
        #expect(text.contains("30 connect: refused"))
        #expect(text.contains("40 in flight at the end, 10 never sent"))
        #expect(text.contains("200: 1,800, 503: 100"))
    }

    /// A fifth of the answers never came: neither time may look as if they had not been asked for.
    @Test(arguments: [true, false])
    func serviceTimesAreCensoredToo(_ isOpenLoop: Bool) throws {
        func filled(_ value: UInt64, _ count: Int) -> Distribution {
            var histogram = LatencyHistogram()
            for _ in 0..<count { histogram.record(value) }
            return histogram.distribution()
        }
        var result = sampleResult(isOpenLoop: isOpenLoop)
        result.latencies.service = filled(78_800, 1600)
        result.latencies.response = filled(79_800, 1600)
        result.latencies.censored = filled(500_000_000, 400)
        result.latencies.censoredService = filled(500_000_000, 400)
        result.tally.completed = 1600
        result.tally.offered = 2000
        let lines = Summary(result).text.split(separator: "\n")
        let row = try #require(lines.first { $0.hasPrefix("service ") })
        #expect(row.split(separator: "≥").count == 5, "\(row)")
        let mean = try #require(lines.first { $0.hasPrefix("mean") })
        #expect(mean.contains("service ≥100 ms (n/a)"), "\(mean)")
        let title = isOpenLoop ? "response time" : "service time"
        #expect(lines.contains { $0 == title })
        let last = try #require(lines.first { $0.hasPrefix("not answered") })
        #expect(last.hasSuffix("20.0 %"), "\(last)")
        let json = try #require(result.json["latency"]?["service"]?["percentiles"]?["p90"])
        #expect(json["at_least_ns"] != nil)
    }

    @Test func readsResultsFromBeforeServiceTimesWereCensored() throws {
        guard case .object(var members) = sampleResult().json else { return }
        for (place, member) in members.enumerated() where member.name == "latency" {
            guard case .object(let fields) = member.value else { continue }
            members[place].value = .object(fields.filter { $0.name != "censored_service" })
        }
        #expect(try LoadResult(json: .object(members)).latencies.censoredService.count == 0)
    }

    @Test func summaryOfNothingIsNoTrouble() {
        var result = LoadResult()
        result.verdict = Verdict(assessing: result)
        #expect(Summary(result).text.contains("invalid: no response was complete"))
    }

    @Test func failureClassesHaveNames() throws {
        for position in 0..<FailureClass.total {
            let failure = FailureClass(position: position)
            #expect(failure.position == position)
            #expect(FailureClass(name: failure.name) == failure)
        }
        #expect(FailureClass(name: "connect: gone") == nil)
        #expect(FailureClass(name: "connect") == nil)
    }

    @Test func csvHasAColumnForEachName() {
        var report = SecondReport(number: 3, length: 1_000_000_000)
        let columns = CSV.head.split(separator: ",").count
        #expect(
            CSV.row(report).split(separator: ",", omittingEmptySubsequences: false).count == columns
        )
        report.response = sampleResult().latencies.response
        #expect(
            CSV.row(report).split(separator: ",", omittingEmptySubsequences: false).count == columns
        )
        #expect(CSV.row(report).hasPrefix("3,1.000,0,"))
    }

    @Test func secondReportsComeBackAndAdd() throws {
        var report = SecondReport(number: 3, length: 1_000_000_000)
        (report.sent, report.completed, report.failed) = (5, 4, 1)
        report.response = sampleResult().latencies.response
        #expect(try SecondReport(json: report.json) == report)
        var collector = SecondCollector(processes: 2)
        collector.add(report)
        #expect(collector.takeComplete().isEmpty)
        collector.add(report)
        let both = collector.takeComplete()
        #expect(both.map(\.sent) == [10])
        #expect(both.first?.response.count == 2 * report.response.count)
        collector.add(report)
        #expect(collector.takeRest().count == 1)
    }
}

extension String {
    /// How often `text` occurs.
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
