import Testing

@testable import HTTPServer
@testable import SpideyCore

@Suite struct FreshnessRulesTests {
    private func rules(_ all: (String?, Int)...) -> FreshnessRules {
        FreshnessRules(
            all.map { FreshnessRules.Rule(pattern: $0.0.flatMap(PathPattern.init), seconds: $0.1) })
    }

    private func control(_ rules: FreshnessRules, _ path: String) throws -> String {
        let fields = rules.fields(for: try RequestPath(Array(path.utf8)[...]))
        return String(decoding: fields.octets, as: UTF8.self)
    }

    @Test func withoutRules() throws {
        #expect(try control(FreshnessRules(), "a.css") == "Cache-Control: no-cache\r\n")
    }

    @Test func theLastThatFits() throws {
        let some = rules(
            ("*.css", 3600), (nil, 60), ("old/**", 5), ("*.js", 0), (nil, 30), ("old/x.js", 7))
        let expected = [
            ("a.html", "max-age=30"), ("a.css", "max-age=3600"), ("old/a.css", "max-age=5"),
            ("a.js", "no-cache"), ("old/a.js", "no-cache"), ("old/x.js", "max-age=7"),
        ]
        for (path, value) in expected {
            #expect(try control(some, path) == "Cache-Control: \(value)\r\n", "\(path)")
        }
    }
}
