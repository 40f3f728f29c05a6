/// One second of a run: a row of `--csv`, an interval of `--hlog`, the progress line.
package struct SecondReport: Equatable, Sendable {
    /// Seconds since the start, the first being 0.
    package var number: UInt64
    /// How long it was, in nanoseconds: the last one may be short.
    package var length: UInt64
    /// Requests sent within it.
    package var sent: UInt64 = 0
    /// Responses completed within it.
    package var completed: UInt64 = 0
    /// Those of them that were what was asked for.
    package var good: UInt64 = 0
    /// Requests that failed within it.
    package var failed: UInt64 = 0
    /// Octets received within it.
    package var bytesReceived: UInt64 = 0
    /// Response times of what was completed within it.
    package var response = Distribution()
    /// Service times, when wanted.
    package var service = Distribution()
    /// Send lag of what was sent within it, when wanted.
    package var lag = Distribution()

    /// A second in which nothing has happened yet.
    package init(number: UInt64, length: UInt64) {
        self.number = number
        self.length = length
    }

    /// Whether nothing happened in it, nor could have.
    var isVoid: Bool {
        sent + completed + failed + bytesReceived == 0 && length < 100_000_000
    }

    /// Adds the same second of another process.
    package mutating func add(_ other: SecondReport) {
        length = max(length, other.length)
        for field in Self.counts { self[keyPath: field.path] += other[keyPath: field.path] }
        for field in Self.distributions {
            self[keyPath: field.path].add(other[keyPath: field.path])
        }
    }

    private static var counts: [(name: String, path: WritableKeyPath<SecondReport, UInt64>)] {
        [
            ("sent", \.sent), ("completed", \.completed), ("good", \.good), ("failed", \.failed),
            ("bytes_received", \.bytesReceived),
        ]
    }

    /// The distributions under their tags in `.hlog` files.
    package static var distributions:
        [(name: String, path: WritableKeyPath<SecondReport, Distribution>)]
    {
        [("response", \.response), ("service", \.service), ("lag", \.lag)]
    }
}

extension SecondReport {
    /// The report as a process sends it to its parent, in one line.
    var json: JSON {
        let head: [JSON.Member] = [
            .init("second", .count(number)), .init("length_ns", .count(length)),
        ]
        let counts = Self.counts.map { field in
            JSON.Member(field.name, .count(self[keyPath: field.path]))
        }
        let distributions = Self.distributions.compactMap { field -> JSON.Member? in
            let distribution = self[keyPath: field.path]
            if distribution.count == 0 { return nil }
            return .init(
                field.name,
                .object([
                    .init("sum_ns", .count(distribution.sum)),
                    .init("min_ns", .count(distribution.smallest)),
                    .init("max_ns", .count(distribution.largest)),
                    .init("histogram", .string(HistogramPayload.encode(distribution))),
                    .init("count", .count(distribution.count)),
                ]))
        }
        return .object(head + counts + distributions)
    }

    /// Reads what ``json`` has written.
    init(json: JSON) throws(ResultProblem) {
        self.init(
            number: try json.require("second", \.unsigned),
            length: try json.require("length_ns", \.unsigned))
        for field in Self.counts {
            self[keyPath: field.path] = try json.require(field.name, \.unsigned)
        }
        for field in Self.distributions {
            guard let value = json[field.name] else { continue }
            self[keyPath: field.path] = try Distribution(json: value)
        }
    }
}
