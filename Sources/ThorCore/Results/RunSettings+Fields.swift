extension RunSettings {
    /// A setting as results keep it.
    struct Field {
        /// Its name in the object `run` of a result.
        let name: String
        /// Its value in results.
        let write: (RunSettings) -> JSON
        /// Sets it from the object `run` of a result.
        let read: (inout RunSettings, JSON) throws(ResultProblem) -> Void
        /// Combines the value with that of a run side by side.
        let merge: (inout RunSettings, RunSettings) throws(ResultProblem) -> Void
    }

    /// All settings, in the order of results.
    ///
    /// URL, rate, connections, processes, seed and length may differ between runs side by side:
    /// machines need not share a load equally.
    static var fields: [Field] {
        [
            Field("url", \.url) { $0 == $1 ? $0 : "(several)" },
            Field("method", \.method, sameIn: "the method"),
            Field("version", \.version, sameIn: "the version of HTTP"),
            .loop,
            Field("rate", \.rate) { both($0, $1, +) },
            Field("arrivals", \.arrivals, sameIn: "the arrivals"),
            Field("seed", \.seed) { $0 == $1 ? $0 : nil },
            Field("connections", \.connections, sum),
            Field("processes", \.processes, sum),
            Field("pipeline", \.pipeline, sameIn: "pipelining"),
            Field("keep_alive", \.keepsAlive, sameIn: "keeping connections"),
            Field("duration_ns", \.duration) { both($0, $1, max) },
            Field("requests_per_process", \.requests) { $0 == $1 ? $0 : nil },
            Field("timeout_ns", \.timeout, sameIn: "the timeout"),
        ]
    }

    private static func sum(_ one: Int, _ other: Int) -> Int {
        let (sum, isTooLarge) = one.addingReportingOverflow(other)
        return isTooLarge ? .max : sum
    }

    /// The two combined; the first alone where one of them is missing.
    private static func both<Value>(
        _ one: Value?, _ other: Value?, _ combine: (Value, Value) -> Value
    ) -> Value? {
        guard let one, let other else { return one }
        return combine(one, other)
    }

    // MARK: All of them

    /// The settings as a JSON object.
    var json: JSON { .object(Self.fields.map { .init($0.name, $0.write(self)) }) }

    /// Reads what ``json`` has written.
    ///
    /// - Throws: `ResultProblem.missing` for a setting that is not there or of another type.
    init(json: JSON) throws(ResultProblem) {
        self.init()
        for field in Self.fields { try field.read(&self, json) }
    }

    /// Combines the settings with those of a run side by side.
    ///
    /// - Throws: `ResultProblem.different` when they differ so that a sum of the results would mean
    ///   nothing.
    package mutating func add(_ other: RunSettings) throws(ResultProblem) {
        for field in Self.fields { try field.merge(&self, other) }
    }
}

extension RunSettings.Field {
    /// A setting whose values `combine` turns into one.
    init<Value: JSONConvertible>(
        _ name: String, _ path: WritableKeyPath<RunSettings, Value>,
        _ combine: @escaping (Value, Value) -> Value
    ) {
        self.init(name, path) { run, other throws(ResultProblem) in
            run[keyPath: path] = combine(run[keyPath: path], other[keyPath: path])
        }
    }

    /// A setting in which the runs must agree; `what` names it in the error message.
    init<Value: JSONConvertible & Equatable>(
        _ name: String, _ path: WritableKeyPath<RunSettings, Value>, sameIn what: String
    ) {
        self.init(name, path) { run, other throws(ResultProblem) in
            if run[keyPath: path] != other[keyPath: path] { throw .different(what) }
        }
    }

    private init<Value: JSONConvertible>(
        _ name: String, _ path: WritableKeyPath<RunSettings, Value>,
        merging: @escaping (inout RunSettings, RunSettings) throws(ResultProblem) -> Void
    ) {
        self.name = name
        write = { $0[keyPath: path].json }
        read = { run, json throws(ResultProblem) in
            // A setting that may be null may also be missing.
            guard let value = Value(json: json[name] ?? .null) else { throw .missing(name) }
            run[keyPath: path] = value
        }
        merge = merging
    }

    /// The kind of loop, which follows from the rate.
    static var loop: RunSettings.Field {
        func word(_ isOpen: Bool) -> JSON { .string(isOpen ? "open" : "closed") }
        return RunSettings.Field(
            name: "loop", write: { word($0.isOpenLoop) },
            read: { _, json throws(ResultProblem) in
                let hasRate = (json["rate"] ?? .null) != .null
                if json["loop"] != word(hasRate) { throw .missing("loop") }
            },
            merge: { run, other throws(ResultProblem) in
                if run.isOpenLoop != other.isOpenLoop {
                    throw .different("being an open or a closed loop")
                }
            })
    }
}
