import Foundation
import Testing

/// `thor stats`, end to end.
@Suite struct StatsCommandTests {
    private static let table = """
        mode,size,rps
        event,"1,000",10
        event,"1,000",14
        fork,"1,000",3
        event,"1,000",12
        fork,"1,000",5
        """

    private func stats(_ arguments: String..., input: String = table) throws -> Ended {
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        return try Program.run(program, ["stats"] + arguments, input: Data(input.utf8))
    }

    @Test func rowsForMachines() throws {
        let ended = try stats("--value", "rps", "--by", "mode,size", "--format", "csv")
        #expect(ended.status == 0 && ended.errors.isEmpty)
        #expect(
            ended.text == """
                mode,size,n,median,median_low,median_high,mean,sd,min,max
                event,"1,000",3,12,,,12,2,10,14
                fork,"1,000",2,4,,,4,1.4142135623730951,3,5

                """)
    }

    @Test func standardInputAndFilesAreTheSame() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("t.csv", Data(Self.table.utf8))
        let fromInput = try stats("--value", "rps")
        #expect(try stats("--value", "rps", "-").text == fromInput.text)
        #expect(try stats("--value", "rps", file).text == fromInput.text)
        // Several files are taken together.
        let both = try stats("--value", "rps", file, "-", "--format", "csv")
        #expect(both.text.contains("\n10,"))
    }

    @Test func conditions() throws {
        func count(_ arguments: String...) throws -> String {
            let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
            let ended = try Program.run(
                program, ["stats", "--value", "rps", "--format", "csv"] + arguments,
                input: Data(Self.table.utf8))
            return String(ended.text.split(separator: "\n").last?.prefix { $0 != "," } ?? "")
        }
        #expect(try count("--where", "mode=fork") == "2")
        #expect(try count("--where", "mode=fork", "--where", "mode=event") == "5")
        #expect(try count("--where", "mode=fork", "--where", "size=1,000") == "2")
    }

    @Test func aTableFitsATerminal() throws {
        let rows = (0..<12).map {
            "a-long-name-of-a-mode,another-long-name,\(1e6 + Double($0) * 3.7)"
        }
        let input = (["mode,kind,value"] + rows).joined(separator: "\n")
        let ended = try stats("--value", "value", "--by", "mode,kind", input: input)
        #expect(ended.status == 0)
        let lines = ended.text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(ended.text)")
        #expect(lines.contains("mode=a-long-name-of-a-mode, kind=another-long-name"))
        let short = try stats("--value", "rps", "--by", "mode")
        #expect(short.text.contains("mode   n  median  low  high  mean     sd  min  max\n"))
        #expect(short.text.contains("event  3      12  n/a   n/a    12      2   10   14\n"))
        #expect(short.text.contains("n/a: an interval needs 6 values, a deviation 2\n"))
    }

    @Test func plainNumbersAndTheSeed() throws {
        let input = (1...25).map { "\($0 * $0)" }.joined(separator: "\n")
        let first = try stats(input: input)
        #expect(first.text.contains("25     169"))
        #expect(try stats(input: input).text == first.text)
        let resampled = try stats("--resamples", "200", "--format", "csv", input: input).text
        #expect(
            try stats("--resamples", "200", "--seed", "9", "--format", "csv", input: input).text
                != resampled)
        let json = try JSONSerialization.jsonObject(
            with: stats("--format", "json", "--confidence", "0.9", input: input).output)
        let object = try #require(json as? [String: Any])
        #expect(object["schema"] as? String == "thor-stats/1")
        #expect(object["confidence"] as? Double == 0.9)
    }

    @Test func controlCharactersAreShown() throws {
        let ended = try stats(
            "--value", "v", "--by", "k", input: "k,v\n\"\u{1B}[31mred\nline\",1\n")
        #expect(ended.status == 0)
        #expect(!ended.text.contains("\u{1B}"))
        #expect(ended.text.contains("\\u{1B}[31mred\\u{A}line"))
    }

    @Test(arguments: [
        (["--by", "mode"], 64, "--by and --where need --value"),
        (["--value", "rps", "--where", "mode"], 64, "must be NAME=VALUE, not 'mode'"),
        (["--value", "rps", "--by", "mode,"], 64, "must be names of columns"),
        (["--confidence", "1.2"], 64, "must be a number from 0.5 to 0.999, not '1.2'"),
        (["--resamples", "5"], 64, "must be a whole number from 100 to 1000000"),
        (["--format", "xml"], 64, "'xml'"),
        (["--value", ""], 64, "--value needs the name of a column"),
        (["--nonsense"], 64, "--nonsense"),
        (["--value", "ms"], 65, "standard input: no column 'ms'; it has mode, size, rps"),
        (["--value", "mode"], 65, "standard input:2: mode is 'event', not a finite"),
        ([], 65, "standard input:1: must be a number, not 'mode,size,rps'; for a CSV file, name"),
        (
            ["--value", "rps", "--where", "mode=thread"], 65,
            "no figures in standard input --where mode=thread"
        ),
        (["/nowhere/at/all"], 26, "cannot read /nowhere/at/all"),
    ])
    func mistakes(_ arguments: [String], _ status: Int32, _ message: String) throws {
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        let ended = try Program.run(
            program, ["stats"] + arguments, input: Data(Self.table.utf8))
        #expect(ended.status == status, "\(ended.errors)")
        #expect(ended.errors.contains(message), "\(ended.errors)")
        #expect(ended.errors.filter { $0 == "\n" }.count == 1 && ended.text.isEmpty)
    }
}
