import Foundation
import Testing

@testable import ThorCore

@Suite struct ObservationTests {
    private static let table = """
        mode,kind,round,rps
        fork,static,1,10
        fork,cgi,1,1.5
        single,static,1,20
        single,static,2,2e1
        """

    /// A directory that goes away with its owner.
    private final class Folder {
        let path = NSTemporaryDirectory() + "thor-observations-" + UUID().uuidString

        init() throws {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ name: String, _ text: String) throws -> String {
            try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
            return path + "/" + name
        }
    }

    private func read(_ text: String, _ query: ObservationQuery) throws -> [Observation] {
        let folder = try Folder()
        return try ObservationSource(try folder.write("data", text)).observations(query)
            .observations
    }

    private func problem(_ text: String, _ query: ObservationQuery) throws -> ClientError {
        let folder = try Folder()
        let path = try folder.write("data", text)
        do throws(ClientError) {
            _ = try ObservationSource(path).observations(query)
        } catch {
            let name = String(error.description.dropFirst(folder.path.count + 1))
            return ClientError(name, exitStatus: error.exitStatus)
        }
        throw CocoaError(.fileReadUnknown)
    }

    @Test func columnsAndConditions() throws {
        let query = ObservationQuery(value: "rps", keys: ["round", "mode"])
        let all = try read(Self.table, query)
        #expect(all.map(\.value) == [10, 1.5, 20, 20])
        #expect(all[3].keys == ["2", "single"])
        let some = query.requiring([("mode", "fork"), ("kind", "static")])
        #expect(try read(Self.table, some).map(\.value) == [10])
        // Several values of one column are any of them; another requirement is one more.
        let any = query.requiring([("mode", "fork"), ("mode", "single")])
        #expect(try read(Self.table, any).count == 4)
        #expect(try read(Self.table, any.requiring([("mode", "fork")])).count == 2)
        #expect(try read(Self.table, query.requiring([("mode", "event")])).isEmpty)
    }

    @Test func plainNumbers() throws {
        let numbers = try read("1\n 2.5 \r\n\n-3e2\n", ObservationQuery(value: nil))
        #expect(numbers.map(\.value) == [1, 2.5, -300])
        #expect(try read("", ObservationQuery(value: nil)).isEmpty)
    }

    @Test(arguments: ["nan", "inf", "-Infinity", "1e101", "", "0x10", "1,5", "12 ms", "--1"])
    func onlyFiniteDecimalNumbers(_ text: String) throws {
        let field = text.contains(",") ? "\"\(text)\"" : text
        let error = try problem("x,y\n1,2\n\(field),3\n", ObservationQuery(value: "x"))
        #expect(error.exitStatus == 65)
        #expect(
            error.description == "data:3: x is '\(text)', not a finite number")
    }

    @Test func messagesNameTheLine() throws {
        let query = ObservationQuery(value: "rps")
        let cases: [(String, ObservationQuery, String)] = [
            ("", query, "data: needs a header line, but is empty"),
            ("a,b\n", query, "data: no column 'rps'; it has a, b"),
            ("rps,rps\n", query, "data: the column 'rps' is there twice"),
            (Self.table + "\nfork,static,7", query, "data:6: has 3 fields, the header has 4"),
            ("rps\n\"1", query, "data:2: a quote that is never closed"),
            (
                Self.table, ObservationQuery(value: "rps", keys: ["size"]),
                "data: no column 'size'; it has mode, kind, round, rps"
            ),
            (
                "1\ntwo\n", ObservationQuery(value: nil),
                "data:2: must be a number, not 'two'; for a CSV file, name the column by --value"
            ),
        ]
        for (text, query, expected) in cases {
            let error = try problem(text, query)
            #expect(error.description == expected)
            #expect(error.exitStatus == 65)
        }
    }

    @Test func rowsAreBounded() throws {
        let rows = String(repeating: "1\n", count: ObservationSource.mostRows + 1)
        let error = try problem(rows, ObservationQuery(value: nil))
        #expect(error.description == "data: more than 1000000 rows")
    }

    private func result(throughput: UInt64, _ change: (inout LoadResult) -> Void = { _ in })
        -> String
    {
        var result = LoadResult()
        (result.window, result.elapsed) = (1_000_000_000, 1_000_000_000)
        result.tally.offered = throughput
        result.tally.sent = throughput
        result.tally.completed = throughput
        result.tally.good = throughput
        var histogram = LatencyHistogram()
        histogram.record(2_000_000, times: throughput)
        result.latencies.response = histogram.distribution()
        change(&result)
        return result.json.text()
    }

    @Test func resultsInADirectory() throws {
        let folder = try Folder()
        _ = try folder.write("2.json", result(throughput: 200))
        _ = try folder.write("1.json", result(throughput: 100))
        _ = try folder.write(
            "3.json", result(throughput: 1) { $0.verdict.object(.invalid, "the generator") })
        _ = try folder.write("notes.txt", "no result")
        let source = try ObservationSource(folder.path)
        let found = try source.observations(ObservationQuery(value: "throughput"))
        #expect(found.observations.map(\.value) == [100, 200])
        #expect(found.notes.count == 1 && found.notes[0].contains("3.json is left out"))
        let p50 = try source.observations(ObservationQuery(value: "response.p50"))
        #expect(p50.observations.allSatisfy { abs($0.value - 2000) <= 2 })
        // One file of them is one trial.
        let one = try ObservationSource(folder.path + "/1.json")
        #expect(
            try one.observations(ObservationQuery(value: "response.mean")).observations.map(\.value)
                == [2000])
    }

    @Test func whatAResultDoesNotKnow() throws {
        let text = result(throughput: 100)
        for field in ["response.p99", "lag.p50", "connect.min"] {
            let error = try problem(text, ObservationQuery(value: field))
            #expect(error.exitStatus == 65 && error.description.contains("\(field) is not known"))
        }
        // A maximum of answered requests is none when others were given up.
        let censored = result(throughput: 100) { result in
            var histogram = LatencyHistogram()
            histogram.record(10_000_000_000)
            result.latencies.censored = histogram.distribution()
        }
        _ = try problem(censored, ObservationQuery(value: "response.max"))
        #expect(try read(censored, ObservationQuery(value: "response.p50")).count == 1)
        for field in ["rps", "response", "response.p0", "response.p100", "response.q", "x.mean"] {
            let error = try problem(text, ObservationQuery(value: field))
            #expect(error.description.contains("--value needs a field of results: throughput"))
        }
        let keyed = ObservationQuery(value: "throughput", keys: ["round"])
        #expect(try problem(text, keyed).description.contains("have no columns"))
        #expect(try problem("{}", ObservationQuery(value: "throughput")).exitStatus == 65)
    }

    @Test func whatCannotBeRead() throws {
        let folder = try Folder()
        #expect(throws: ClientError.self) { _ = try ObservationSource(folder.path + "/none") }
        do throws(ClientError) {
            _ = try ObservationSource(folder.path)
            Issue.record("a directory without results was read")
        } catch {
            #expect(error.description.hasSuffix("must contain .json files, but has none"))
        }
    }

    @Test func pairing() throws {
        func rows(_ values: [(String, Double)]) -> [Observation] {
            values.map { Observation(value: $0.1, keys: [$0.0]) }
        }
        let a = rows([("1", 10), ("2", 20), ("3", 30)])
        let b = rows([("3", 33), ("1", 11), ("4", 44)])
        let pairing = try Pairing(a, b, by: ["round"])
        #expect(pairing.pairs.map(\.a) == [10, 30])
        #expect(pairing.pairs.map(\.b) == [11, 33])
        #expect(
            pairing.notes == [
                "left out, without a partner: 1 row of A (2)",
                "left out, without a partner: 1 row of B (4)",
            ])
        #expect(throws: ClientError.self) { _ = try Pairing(a, b + b, by: ["round"]) }
        #expect(throws: ClientError.self) { _ = try Pairing(a, rows([("9", 1)]), by: ["round"]) }
    }

    @Test func groupsKeepTheirOrderAndDoNotDependOnOthers() throws {
        let values = (0..<10).map { Observation(value: Double($0 * $0), keys: ["b"]) }
        let others = [Observation(value: 1, keys: ["c"]), Observation(value: 2, keys: ["a"])]
        let groups = GroupStatistics.all(of: [others[0]] + values + [others[1]], .init())
        #expect(groups.map(\.keys) == [["c"], ["b"], ["a"]])
        #expect(groups[1] == GroupStatistics.all(of: values, .init())[0])
        #expect(groups[0].interval == nil)
    }
}
