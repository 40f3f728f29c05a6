/// The figures of one second of a run, for `--csv`, `--hlog` and the progress line.
package struct SecondReport: Equatable, Sendable {
    /// The number of the second, from 0.
    package var number: UInt64
    /// Its length in nanoseconds; the last one may be short.
    package var length: UInt64
    /// Requests sent in it.
    package var sent: UInt64 = 0
    /// Responses completed in it.
    package var completed: UInt64 = 0
    /// Good responses among them.
    package var good: UInt64 = 0
    /// Requests that failed in it.
    package var failed: UInt64 = 0
    /// Octets received in it.
    package var bytesReceived: UInt64 = 0
    /// Response times of the responses completed in it.
    package var response = Distribution()
    /// Service times of the same; empty unless everything is reported.
    package var service = Distribution()
    /// Send lag of the requests sent in it; empty unless everything is reported.
    package var lag = Distribution()

    /// A second without requests.
    package init(number: UInt64, length: UInt64) {
        self.number = number
        self.length = length
    }

    /// Whether it is not worth a report: nothing happened in it, and it is shorter than 0.1 s.
    var isVoid: Bool {
        sent + completed + failed + bytesReceived == 0 && length < 100_000_000
    }

    /// Adds the report of another process on the same second.
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

    /// The distributions by their tags in `.hlog` files.
    package static var distributions:
        [(name: String, path: WritableKeyPath<SecondReport, Distribution>)]
    {
        [("response", \.response), ("service", \.service), ("lag", \.lag)]
    }
}

extension SecondReport {
    /// The report as a process sends it to its parent.
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
    ///
    /// - Throws: ``ResultProblem`` for a missing field or a damaged histogram.
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
