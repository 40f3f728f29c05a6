import Foundation
import Testing

/// A `--json` result, as a test looks at it.
struct LoadReport {
    let object: [String: Any]

    /// Measures with these arguments and reads the result.
    init(
        _ arguments: String..., status: Int32? = 0, seconds: Double = 30,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try self.init(
            arguments: arguments, status: status, seconds: seconds, sourceLocation: sourceLocation)
    }

    init(
        arguments: [String], status: Int32? = 0, seconds: Double = 30,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let directory = try TemporaryDirectory()
        let file = directory.file("result.json")
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        let ended = try Program.run(
            program, ["--json", file] + arguments, seconds: seconds)
        if let status {
            #expect(
                ended.status == status, "\(ended.text)\n\(ended.errors)",
                sourceLocation: sourceLocation)
        }
        try self.init(path: file)
        let balance = count("sent") == count("completed") + count("failed") + count("censored")
        #expect(balance, "\(object["counts"] ?? "")", sourceLocation: sourceLocation)
        #expect(count("offered") == count("sent") + count("unsent"), sourceLocation: sourceLocation)
    }

    init(path: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    func count(_ name: String) -> Int { (value("counts", name) as? NSNumber)?.intValue ?? -1 }

    func failures(_ name: String) -> Int {
        (value("counts", "failures", name) as? NSNumber)?.intValue ?? 0
    }

    func status(_ code: Int) -> Int {
        (value("counts", "statuses", "\(code)") as? NSNumber)?.intValue ?? 0
    }

    /// Milliseconds of a percentile, or of its lower bound.
    func milliseconds(_ distribution: String, _ percentile: String) -> Double? {
        let path = value("latency", distribution, "percentiles", percentile) as? [String: Any]
        let number = path?["ns"] ?? path?["at_least_ns"]
        return (number as? NSNumber).map { $0.doubleValue / 1e6 }
    }

    func isAtLeast(_ distribution: String, _ percentile: String) -> Bool {
        let path = value("latency", distribution, "percentiles", percentile) as? [String: Any]
        return path?["at_least_ns"] != nil
    }

    func number(_ path: String...) -> Double {
        (path.reduce(object as Any?) { ($0 as? [String: Any])?[$1] } as? NSNumber)?.doubleValue
            ?? .nan
    }

    var verdict: String { value("verdict", "grade") as? String ?? "" }

    private func value(_ path: String...) -> Any? {
        path.reduce(object as Any?) { ($0 as? [String: Any])?[$1] }
    }
}
