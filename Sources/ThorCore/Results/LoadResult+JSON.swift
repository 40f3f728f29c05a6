extension LoadResult {
    /// The result as docs/result-schema.md describes it.
    package var json: JSON {
        .object([
            .init("schema", .string(Self.schema)),
            .init("started_at_ms", .count(startedAt)),
            .init("window_ns", .count(window)),
            .init("elapsed_ns", .count(elapsed)),
            .init("run", holdsOnlyLatencies ? .null : run.json),
            .init("rates", holdsOnlyLatencies ? .null : rates),
            .init("counts", holdsOnlyLatencies ? .null : tally.json),
            .init("latency", latencies.json),
            .init("generator", holdsOnlyLatencies ? .null : watch.json),
            .init("verdict", verdict.json),
        ])
    }

    /// Reads what ``json`` has written. Unknown fields are ignored.
    ///
    /// - Throws: ``ResultProblem`` for another schema, or a field that is missing or damaged.
    package init(json: JSON) throws(ResultProblem) {
        guard let schema = json["schema"]?.string else { throw .missing("schema") }
        guard schema == Self.schema else { throw .unknownSchema(schema) }
        self.init()
        startedAt = try json.require("started_at_ms", \.unsigned)
        window = try json.require("window_ns", \.unsigned)
        elapsed = try json.require("elapsed_ns", \.unsigned)
        latencies = try Latencies(json: try json.require("latency", \.itself))
        if json["counts"] == .null {
            holdsOnlyLatencies = true
        } else {
            run = try RunSettings(json: try json.require("run", \.itself))
            tally = try Tally(json: try json.require("counts", \.itself))
            watch = try SelfWatch(json: try json.require("generator", \.itself))
        }
        verdict = try Verdict(json: try json.require("verdict", \.itself))
    }

    /// The rates per second, so that readers need not divide.
    private var rates: JSON {
        .object([
            .init("offered", run.isOpenLoop ? .number(rateOfWindow(tally.offered)) : .null),
            .init("sent", .number(rateOfWindow(tally.sent))),
            .init("completed", .number(rate(tally.completed))),
            .init("good", .number(rate(tally.good))),
            .init("bytes_received", .number(rate(tally.bytesReceived))),
        ])
    }
}

extension Tally {
    /// The counts as a JSON object. Statuses and failures that did not occur are left out.
    var json: JSON {
        let codes = statuses.indices.filter { statuses[$0] > 0 }
        return .object(
            Self.fields.map { .init($0.name, .count(self[keyPath: $0.path])) } + [
                .init("failed", .count(failed)),
                .init(
                    "statuses",
                    .object(codes.map { .init(String($0), .count(statuses[$0])) })),
                .init(
                    "failures",
                    .object(failureClasses.map { .init($0.failure.name, .count($0.count)) })),
            ])
    }

    /// Reads what ``json`` has written.
    init(json: JSON) throws(ResultProblem) {
        self.init()
        for field in Self.fields {
            if json[field.name] == nil, Self.laterFields.contains(where: { $0.name == field.name })
            {
                continue
            }
            self[keyPath: field.path] = try json.require(field.name, \.unsigned)
        }
        for member in try json.members("statuses") {
            guard let code = Int(member.name), statuses.indices.contains(code),
                let count = member.value.unsigned
            else { throw .missing("statuses.\(member.name)") }
            statuses[code] = count
        }
        for member in try json.members("failures") {
            guard let failure = FailureClass(name: member.name), let count = member.value.unsigned
            else { throw .missing("failures.\(member.name)") }
            failures[failure.position] = count
        }
    }
}

extension SelfWatch {
    /// The counts as a JSON object, with the CPU share for readers.
    var json: JSON {
        .object(
            Self.fields.map { .init($0.name, .count(self[keyPath: $0.path])) } + [
                .init("cpu_share", .number(share))
            ])
    }

    /// Reads what ``json`` has written.
    init(json: JSON) throws(ResultProblem) {
        self.init()
        for field in Self.fields {
            self[keyPath: field.path] = try json.require(field.name, \.unsigned)
        }
    }
}

extension Verdict {
    /// The verdict as a JSON object.
    var json: JSON {
        .object([
            .init("grade", .string(grade.rawValue)),
            .init("reasons", .array(reasons.map { .string($0) })),
        ])
    }

    /// Reads what ``json`` has written.
    init(json: JSON) throws(ResultProblem) {
        guard let grade = Grade(rawValue: try json.require("grade", \.string)) else {
            throw .missing("verdict.grade")
        }
        self.init(grade: grade, reasons: try json.require("reasons", \.array).compactMap(\.string))
    }
}
