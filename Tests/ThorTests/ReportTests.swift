import Foundation
import Testing

/// `--json`, `--csv`, `--hlog`, `thor merge` and `thor report`, end to end.
@Suite struct ReportTests {
    private let server = ScriptedServer(
        answering: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func measure(_ name: String, _ arguments: String...) throws {
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        let files = [
            "--json", directory.file("\(name).json"), "--csv", directory.file("\(name).csv"),
            "--hlog", directory.file("\(name).hlog"),
        ]
        let ended = try Program.run(program, files + arguments + ["http://\(server.place)/"])
        #expect(ended.status == 0, "\(ended.text)\(ended.errors)")
    }

    @Test func rowsAndHistogramsAddUpToTheResult() throws {
        try measure("a", "-c", "4", "-p", "2", "-R", "500", "-d", "2500ms")
        let report = try LoadReport(path: directory.file("a.json"))
        #expect(report.count("good") == 1250)

        let rows = try String(contentsOfFile: directory.file("a.csv"), encoding: .utf8)
            .split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false)
            }
        let column = try #require(rows.first?.firstIndex(of: "completed"))
        #expect(rows.dropFirst().reduce(0) { $0 + (Int($1[column]) ?? 0) } == 1250)
        #expect(rows.count - 1 == 3)

        // The log, read by Thor itself.
        let merged = try thor(
            "merge", "--json", directory.file("b.json"), directory.file("a.hlog"))
        #expect(merged.status == 0, "\(merged.errors)")
        let fromLog = try LoadReport(path: directory.file("b.json"))
        for name in ["response", "service", "lag", "own_lag", "connect", "turn"] {
            let same =
                fromLog.text("latency", name, "histogram")
                == report.text("latency", name, "histogram")
            #expect(same, "\(name)")
        }
    }

    @Test func otherToolsReadEqualCounts() throws {
        try measure("a", "-c", "2", "-R", "300", "-d", "1500ms")
        let script = """
            import base64, json, sys, zlib
            from hdrh.histogram import HdrHistogram
            from hdrh.log import HistogramLogReader
            sums = {}
            reader = HistogramLogReader(sys.argv[1], HdrHistogram(1, 3600000000000, 3))
            while True:
                interval = reader.get_next_interval_histogram()
                if interval is None: break
                tag = interval.get_tag()
                if tag not in sums: sums[tag] = HdrHistogram(1, 3600000000000, 3)
                sums[tag].add(interval)
            result = json.load(open(sys.argv[2]))
            for tag, histogram in sums.items():
                whole = HdrHistogram.decode(result["latency"][tag]["histogram"])
                counts = [histogram.get_count_at_index(i) for i in range(histogram.counts_len)]
                expected = [whole.get_count_at_index(i) for i in range(whole.counts_len)]
                assert counts == expected, tag
                assert histogram.get_total_count() == result["latency"][tag]["count"], tag
                p50 = result["latency"][tag]["percentiles"]["p50"]
                if p50:
                    theirs = histogram.get_value_at_percentile(50)
                    assert abs(theirs - p50["ns"]) <= theirs / 900, (tag, theirs, p50)
            assert set(sums) >= {"response", "service", "lag"}, sums
            print("equal")
            """
        let python = try #require(Program.find("python3"))
        let ended = try Program.run(
            python, ["-c", script, directory.file("a.hlog"), directory.file("a.json")])
        // The package is one that `make test` installs.
        if ended.errors.contains("No module named 'hdrh'") {
            Issue.record("the PyPI package hdrhistogram is not installed")
            return
        }
        #expect(ended.text == "equal\n", "\(ended.errors)")
    }

    @Test func mergingAddsExactly() throws {
        try measure("a", "-c", "2", "-r", "300")
        try measure("b", "-c", "3", "-r", "500")
        let merged = try thor(
            "merge", "--json", directory.file("sum.json"), "--hlog", directory.file("sum.hlog"),
            directory.file("a.json"), directory.file("b.json"))
        #expect(merged.status == 0, "\(merged.errors)")
        let (a, b) = (
            try LoadReport(path: directory.file("a.json")),
            try LoadReport(path: directory.file("b.json"))
        )
        let sum = try LoadReport(path: directory.file("sum.json"))
        for name in ["sent", "completed", "good", "bytes_received", "connections"] {
            #expect(sum.count(name) == a.count(name) + b.count(name))
        }
        #expect(sum.number("latency", "response", "count") == 800)
        #expect(sum.number("run", "connections") == 5)
        let total =
            a.number("latency", "response", "sum_ns") + b.number("latency", "response", "sum_ns")
        #expect(sum.number("latency", "response", "sum_ns") == total)
        // A merged log reads back as well, and counts the same.
        let again = try thor(
            "merge", "--json", directory.file("again.json"), directory.file("sum.hlog"))
        #expect(again.status == 0, "\(again.errors)")
        let fromLog = try LoadReport(path: directory.file("again.json"))
        #expect(fromLog.number("latency", "response", "count") == 800)

        try measure("open", "-c", "2", "-R", "100", "-r", "100")
        let wrong = try thor("merge", directory.file("a.json"), directory.file("open.json"))
        #expect(wrong.status == 26)
        #expect(wrong.errors.contains("open or a closed loop"))
    }

    @Test func reportsPrintTheSameAgain() throws {
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        let file = directory.file("a.json")
        let first = try Program.run(
            program, ["-c", "2", "-r", "300", "--json", file, "http://\(server.place)/"])
        let again = try thor("report", file)
        #expect(again.status == 0)
        #expect(again.text == first.text)
        #expect(first.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func aPipeGetsNoProgressLine() throws {
        let ended = try thor("-c", "1", "-R", "50", "-d", "1200ms", "http://\(server.place)/")
        #expect(ended.errors.isEmpty)
        #expect(try thor("-c", "1", "-r", "120", "--quiet", "http://\(server.place)/").text.isEmpty)
    }

    @Test func resultsAreOfTheDocumentedSchema() throws {
        try measure("open", "-c", "2", "-R", "200", "-r", "200", "--arrivals", "poisson")
        try measure("closed", "-c", "2", "-r", "200", "-p", "2")
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/thor-result-1.schema.json")
        let schema = try JSONSchema(path: file.path)
        for name in ["open", "closed"] {
            let problems = try schema.problems(of: directory.file("\(name).json"))
            #expect(problems.isEmpty, "\(problems)")
        }
        // The validator itself can say no.
        let broken = try directory.write("x.json", Data(#"{"schema":"thor-result/2"}"#.utf8))
        #expect(try !schema.problems(of: broken).isEmpty)
    }
}

extension LoadReport {
    func text(_ path: String...) -> String? {
        path.reduce(object as Any?) { ($0 as? [String: Any])?[$1] } as? String
    }
}
