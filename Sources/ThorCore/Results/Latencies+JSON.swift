extension Latencies {
    /// One object for each distribution: a payload that can be read back exactly, and mean,
    /// deviation and percentiles for readers.
    var json: JSON {
        .object(
            Self.fields.map { field in
                let distribution = self[keyPath: field.path]
                let percentiles =
                    switch field.name {
                    case "response": responsePercentiles
                    case "service": servicePercentiles
                    default: Percentiles(completed: distribution)
                    }
                return .init(field.name, distribution.json(percentiles))
            })
    }

    /// Reads what ``json`` has written.
    init(json: JSON) throws(ResultProblem) {
        self.init()
        for field in Self.fields {
            if field.name == Self.censoredServiceName, json[field.name] == nil { continue }
            let value = try json.require(field.name, \.itself)
            self[keyPath: field.path] = try Distribution(json: value)
        }
    }
}

extension Distribution {
    /// The distribution as a JSON object that shows these percentiles.
    func json(_ percentiles: Percentiles) -> JSON {
        let shown = Percentiles.shown.map { percent in
            JSON.Member("p\(percent)".dropping(suffix: ".0"), percentiles.value(percent).json)
        }
        return .object([
            .init("count", .count(count)),
            .init("sum_ns", .count(sum)),
            .init("min_ns", .count(smallest)),
            .init("max_ns", .count(largest)),
            .init("mean_ns", .optional(mean)),
            .init("deviation_ns", .optional(deviation)),
            .init("percentiles", .object(shown)),
            .init("histogram", .string(HistogramPayload.encode(self))),
        ])
    }

    /// Reads what ``json(_:)`` has written.
    ///
    /// - Throws: ``ResultProblem`` for a missing field or a damaged histogram.
    init(json: JSON) throws(ResultProblem) {
        let counters = try HistogramPayload.decode(try json.require("histogram", \.string))
        self.init(
            entries: counters.entries, sum: try json.require("sum_ns", \.unsigned),
            smallest: try json.require("min_ns", \.unsigned),
            largest: try json.require("max_ns", \.unsigned))
        if count != (try json.require("count", \.unsigned)) { throw .damagedHistogram }
    }
}

extension Percentiles.Value {
    /// `{"ns": 1200}`, `{"at_least_ns": 1200}` or null.
    var json: JSON {
        switch self {
        case .exactly(let value): .object([.init("ns", .count(value))])
        case .atLeast(let value): .object([.init("at_least_ns", .count(value))])
        case .tooFewSamples: .null
        }
    }
}

extension String {
    /// The string without `suffix`, if it ends with it.
    func dropping(suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
