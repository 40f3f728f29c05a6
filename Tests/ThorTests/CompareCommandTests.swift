import Foundation
import Testing

/// `thor compare`, end to end.
@Suite struct CompareCommandTests {
    private static let table: String = {
        var rows = ["mode,round,ms"]
        for round in 1...10 {
            let mood = Double(round * 10)
            rows.append("single,\(round),\(mood + 0.01 * Double(round % 3))")
            rows.append("fork,\(round),\(mood * 1.05 + 0.01 * Double(round % 4))")
        }
        return rows.joined(separator: "\n") + "\nfork,11,115\n"
    }()

    private let directory: TemporaryDirectory
    private let file: String

    init() throws {
        directory = try TemporaryDirectory()
        file = try directory.write("t.csv", Data(Self.table.utf8))
    }

    private func compare(_ arguments: String..., input: String = "") throws -> Ended {
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        return try Program.run(program, ["compare"] + arguments, input: Data(input.utf8))
    }

    private func numbers(_ name: String, _ values: [Double]) throws -> String {
        try directory.write(name, Data(values.map { "\($0)\n" }.joined().utf8))
    }

    private func object(_ ended: Ended) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: ended.output) as? [String: Any])
    }

    @Test func pairsOfOneFile() throws {
        let sides = ["--value", "ms", "--a", "mode=single", "--b", "mode=fork"]
        let apart = try compare(sides[0], sides[1], sides[2], sides[3], sides[4], sides[5], file)
        #expect(apart.status == 0)
        #expect(apart.text.contains("\n\nno difference shown: "), "\(apart.text)")
        let paired = try compare(
            "--value", "ms", "--a", "mode=single", "--b", "mode=fork", "--pair", "round",
            "--higher-is", "slower", file)
        #expect(paired.status == 0)
        let lines = paired.text.split(separator: "\n")
        let last = lines.last
        #expect(
            last?.hasPrefix("B is slower: 5.0 % more (95 % interval ") == true, "\(paired.text)")
        #expect(last?.hasSuffix(" %), p = 0.002") == true)
        #expect(paired.text.contains("left out, without a partner: 1 row of B (11)"))
        #expect(lines.dropFirst(3).allSatisfy { $0.count <= 80 })
        #expect(paired.text.contains("p = 0.002: signed ranks, all sign flips\n"))
    }

    /// Whoever keeps the row of CSV alone learns what is not in it.
    @Test(arguments: ["text", "csv", "json"]) func notesAreSaidInEveryFormat(
        _ format: String
    ) throws {
        let sides = ["--value", "ms", "--a", "mode=single", "--b", "mode=fork", "--format", format]
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        let paired = try Program.run(program, ["compare"] + sides + ["--pair", "round", file])
        #expect(paired.status == 0)
        #expect(paired.errors == "thor: left out, without a partner: 1 row of B (11)\n")
        #expect(!paired.text.contains("thor: "))
        let apart = try Program.run(program, ["compare"] + sides + [file])
        #expect(apart.status == 0 && apart.errors.isEmpty)
    }

    /// Equal ratios that their logarithms tell apart: ten up, ten down.
    @Test func equalRatiosAreTies() throws {
        let rows = (0..<20).flatMap { round in
            let (a, b) = round % 2 == 0 ? (10, 11) : (11, 10)
            return ["a,\(round),\(a)", "b,\(round),\(b)"]
        }
        let table = (["side,round,ms"] + rows).joined(separator: "\n")
        let ended = try compare(
            "--value", "ms", "--pair", "round", "--a", "side=a", "--b", "side=b", "-", input: table)
        #expect(ended.text.contains("p = 1: signed ranks, all sign flips\n"), "\(ended.text)")
    }

    @Test func twoFilesOfNumbers() throws {
        let a = try numbers("a", [47, 47, 47, 47, 47, 47, 48])
        let b = try numbers("b", [78, 78, 79, 78, 78, 78, 78, 78])
        let ended = try compare("--format", "json", a, b)
        let found = try object(ended)
        #expect(found["schema"] as? String == "thor-compare/1")
        #expect(found["finding"] as? String == "difference")
        #expect((found["a"] as? [String: Any])?["n"] as? Int == 7)
        #expect((found["difference"] as? [String: Any])?["estimate"] as? Double == 31)
        #expect(found["drawn"] is NSNull)
        #expect(try compare("--format", "json", a, b).output == ended.output)
        let table = try compare("--format", "csv", a, b).text
        let rows = table.split(separator: "\n")
        #expect(rows.count == 2)
        #expect(rows[0].hasPrefix("a,b,n_a,n_b,median_a,median_b,difference,difference_low,"))
        #expect(rows[1].hasPrefix("\(a),\(b),7,8,47,78,31,"))
        #expect(rows[1].contains(",difference,\"B is higher: 66.0 % more (95 % interval "))
        // The other way round it is less, and standard input is a file.
        let input = try String(contentsOfFile: a, encoding: .utf8)
        let back = try compare("--higher-is", "better", b, "-", input: input)
        #expect(back.text.contains("\nB is worse: 39.7 % less (95 % interval "), "\(back.text)")
    }

    /// Half of the resampled medians of A are next to nothing: B is no finite multiple of them.
    @Test func aDifferenceHasASize() throws {
        let a = try directory.write(
            "a",
            Data(
                (Array(repeating: "1e-310\n", count: 4) + Array(repeating: "1\n", count: 6))
                    .joined().utf8))
        let b = try numbers("b", [Double](repeating: 1e50, count: 10))
        let ended = try compare("--margin", "2", a, b)
        let sentence = "B is higher: 1e50 more (95 % interval 1e50 to 1e50), p < 0.0001"
        #expect(ended.text.hasSuffix("\n\n\(sentence)\n"), "\(ended.text)")
        #expect(ended.text.contains("values are too far apart for a ratio\n"))
        #expect(ended.text.contains("B / A       n/a   n/a   n/a\n"), "\(ended.text)")
        let back = try compare(b, a).text
        #expect(back.contains("\nB is lower: 1e50 less (95 % interval 1e50 to 1e50), p < "))
    }

    @Test func margins() throws {
        let values = (0..<12).map { 100 + Double($0 % 4) * 0.1 }
        let a = try numbers("a", values)
        let b = try numbers("b", values.map { $0 + 0.05 })
        let equal = try compare("--margin", "2", a, b)
        #expect(equal.text.contains("\nequal within the margin of 2 %: +0.05 % (95 % interval -"))
        #expect(try compare(a, b).text.contains("no difference shown: +0.05 %"))
        let zeros = try numbers("zeros", values.map { $0 - 100 })
        let without = try compare("--margin", "2", zeros, zeros)
        #expect(without.status == 0)
        #expect(without.text.contains("--margin says nothing here: a ratio needs positive values"))
        #expect(without.text.contains("no difference shown: 0.0"))
    }

    /// What a run has written with --json, as trials of a directory.
    @Test func resultsOfRuns() throws {
        let server = ScriptedServer(
            answering: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        for side in ["before", "after"] {
            try FileManager.default.createDirectory(
                atPath: directory.file(side), withIntermediateDirectories: true)
            for trial in 1...2 {
                let path = directory.file("\(side)/\(trial).json")
                let ended = try thor("-r", "120", "--json", path, "http://\(server.place)/")
                #expect(ended.status == 0, "\(ended.errors)")
            }
        }
        let (before, after) = (directory.file("before"), directory.file("after"))
        let rates = try object(
            try compare("--value", "throughput", "--format", "json", before, after))
        #expect(rates["value"] as? String == "throughput (requests/s)")
        #expect((rates["a"] as? [String: Any])?["n"] as? Int == 2)
        let report = try LoadReport(path: before + "/1.json")
        let single = try object(
            try compare(
                "--value", "throughput", "--format", "json", before + "/1.json", after + "/2.json"))
        let median = try #require((single["a"] as? [String: Any])?["median"] as? Double)
        #expect(abs(median - report.number("rates", "good")) < 1e-6 * median)
        let latencies = try compare("--value", "response.p90", before, after)
        #expect(latencies.status == 0)
        #expect(latencies.text.hasPrefix("response.p90 (us)\n"), "\(latencies.errors)")
        #expect(latencies.text.contains("no 95 % interval: it needs 6 values of each"))
    }

    @Test func mistakes() throws {
        let few = try numbers("few", [1, 2, 3])
        let none = try numbers("none", [])
        let many = try numbers("many", [Double](repeating: 1, count: 100_001))
        let cases: [([String], Int32, String)] = [
            ([few, many], 65, "B has more than 100000 figures; it needs one for each trial"),
            ([], 64, "FILE"), ([file], 64, "needs two files, or one file with both --a and --b"),
            ([file, "--a", "mode=fork", "--value", "ms"], 64, "needs two files, or one file with"),
            ([few, few, few], 64, "needs two files"), (["-", "-"], 64, "cannot be A and B"),
            (["--a", "m=1", "--b", "m=2", few, few], 64, "--a and --b need one file"),
            (["--pair", "round", few, few], 64, "need --value, the column with the figures"),
            (["--margin", "-1", few, few], 64, "must be a number from 0.001 to 50, not '-1'"),
            (["--margin", "51", few, few], 64, "must be a number from 0.001 to 50, not '51'"),
            (["--margin", "x", few, few], 64, "must be a number from 0.001 to 50, not 'x'"),
            (["--confidence", "-1", few, few], 64, "must be a number from 0.5 to 0.999, not '-1'"),
            (["--resamples", "-1", few, few], 64, "must be a whole number from 100 to 1000000"),
            (["--higher-is", "great", few, few], 64, "must be better, worse, faster or slower"),
            ([few, none], 65, "B has no figures: \(none)"), ([none, few], 65, "A has no figures"),
            (
                ["--value", "ms", "--a", "mode=single", "--b", "mode=event", file], 65,
                "B has no figures: mode=event in \(file)"
            ),
            (
                ["--value", "ms", "--a", "mode=single", "--b", "size=1", file], 65,
                "\(file): no column 'size'; it has mode, round, ms"
            ),
            (
                [
                    "--value", "ms", "--a", "mode=single", "--b", "mode=fork", "--pair", "mode",
                    file,
                ],
                65, "--pair mode: 'fork' is in B more than once"
            ),
            ([directory.path, few], 65, "must contain .json files, but has none"),
            ([few, "/nowhere"], 26, "cannot read /nowhere"),
        ]
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        for (arguments, status, message) in cases {
            let ended = try Program.run(program, ["compare"] + arguments)
            #expect(ended.status == status, "\(arguments): \(ended.errors)")
            #expect(ended.errors.contains(message), "\(arguments): \(ended.errors)")
            #expect(ended.errors.filter { $0 == "\n" }.count == 1 && ended.text.isEmpty)
        }
    }
}
