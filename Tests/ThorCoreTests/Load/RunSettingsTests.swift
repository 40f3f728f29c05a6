import Testing

@testable import ThorCore

@Suite struct RunSettingsTests {
    /// Settings that differ from their defaults in each respect.
    static func unusual() -> RunSettings {
        var run = RunSettings()
        run.url = "http://localhost:1/x"
        run.method = "PUT"
        run.version = .http10
        run.rate = Rate(perSecond: 12.345)
        run.arrivals = .poisson
        run.seed = 77
        (run.connections, run.processes, run.pipeline) = (12, 3, 4)
        run.keepsAlive = false
        run.duration = 5_000_000_000
        run.requests = 123
        run.timeout = 7
        return run
    }

    /// The form of docs/result-schema.md, name by name.
    @Test func resultsKeepEachSetting() throws {
        let text = Self.unusual().json.text(indented: false)
        let expected =
            #"{"url":"http://localhost:1/x","method":"PUT","version":"HTTP/1.0","loop":"open","#
            + #""rate":12.345,"arrivals":"poisson","seed":77,"connections":12,"processes":3,"#
            + #""pipeline":4,"keep_alive":false,"duration_ns":5000000000,"#
            + #""requests_per_process":123,"timeout_ns":7}"#
        #expect(text.filter { $0 != " " } == expected)
        for run in [Self.unusual(), RunSettings()] {
            #expect(try RunSettings(json: run.json) == run)
        }
    }

    /// Every setting but those that may be null must be there, and each must be of its type.
    @Test func refusesWhatIsNoSetting() throws {
        guard case .object(let members) = Self.unusual().json else { return }
        let nullable = ["arrivals", "seed", "duration_ns", "requests_per_process"]
        for place in members.indices {
            var without = members
            without.remove(at: place)
            let name = members[place].name
            // Without its rate the loop would not be open.
            let missing = name == "rate" ? "loop" : name
            if nullable.contains(name) {
                #expect(throws: Never.self) { try RunSettings(json: .object(without)) }
            } else {
                #expect(throws: ResultProblem.missing(missing)) {
                    try RunSettings(json: .object(without))
                }
            }
            var wrong = members
            wrong[place].value = .array([])
            #expect(throws: ResultProblem.missing(name)) {
                try RunSettings(json: .object(wrong))
            }
        }
    }

    /// What differs between runs side by side either becomes one value or is refused.
    @Test func mergesEachSetting() throws {
        var run = Self.unusual()
        var other = run
        other.url = "http://localhost:2/"
        other.rate = Rate(perSecond: 9_999_999)
        (other.connections, other.processes, other.seed) = (5, 1, 78)
        (other.duration, other.requests) = (6_000_000_000, 124)
        try run.add(other)
        var expected = Self.unusual()
        expected.url = "(several)"
        expected.rate = Rate(total: 10_000_011.345)
        (expected.connections, expected.processes, expected.seed) = (17, 4, nil)
        (expected.duration, expected.requests) = (6_000_000_000, nil)
        #expect(run == expected)
        #expect(try RunSettings(json: run.json) == run, "beyond what one run may be asked for")

        let refused: [(String, (inout RunSettings) -> Void)] = [
            ("the method", { $0.method = "GET" }),
            ("the version of HTTP", { $0.version = .http11 }),
            ("being an open or a closed loop", { $0.rate = nil }),
            ("the arrivals", { $0.arrivals = .fixed }), ("pipelining", { $0.pipeline = 1 }),
            ("keeping connections", { $0.keepsAlive = true }), ("the timeout", { $0.timeout = 8 }),
        ]
        for (what, change) in refused {
            var other = Self.unusual()
            change(&other)
            var run = Self.unusual()
            #expect(throws: ResultProblem.different(what)) { try run.add(other) }
        }
    }

    /// Sums of what files claim do not overflow.
    @Test func sumsAreBounded() throws {
        var run = RunSettings()
        run.connections = .max
        run.rate = Rate(total: 1e15)
        for _ in 0..<70 { try run.add(run) }
        #expect(run.connections == .max)
        #expect(try #require(run.rate).perSecond > 1e15)
    }

    @Test func whatFollowsIsFilledIn() {
        var run = RunSettings()
        run.complete()
        #expect(run.duration == 10_000_000_000 && run.arrivals == nil && run.seed == nil)
        run = RunSettings()
        (run.requests, run.seed) = (5, 9)
        run.rate = Rate(perSecond: 1)
        run.complete()
        #expect(run.duration == nil && run.arrivals == .fixed && run.seed == nil)
        run.arrivals = .poisson
        run.complete()
        #expect(run.seed == 1)
        run.seed = 9
        run.complete()
        #expect(run.seed == 9)
    }
}
