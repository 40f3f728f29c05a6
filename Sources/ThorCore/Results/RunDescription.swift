/// What a run was asked to do, as its result tells it.
package struct RunDescription: Equatable, Sendable {
    /// The URL that was requested.
    package var url = ""
    /// Request method.
    package var method = "GET"
    /// `HTTP/1.0` or `HTTP/1.1`.
    package var version = "HTTP/1.1"
    /// Whether requests followed a schedule (open loop) or the answers before them (closed loop).
    package var isOpenLoop = false
    /// Offered rate in requests per second, over all processes; nil in a closed loop.
    package var rate: Double?
    /// `fixed` or `poisson`; nil in a closed loop.
    package var arrivals: String?
    /// Seed of Poisson arrivals.
    package var seed: UInt64?
    /// Connections, over all processes.
    package var connections: UInt64 = 0
    /// Processes, each with an event loop.
    package var processes: UInt64 = 0
    /// Requests in flight per connection.
    package var pipeline: UInt64 = 1
    /// Whether connections are used again.
    package var keepAlive = true
    /// Asked duration in nanoseconds; nil when the number of requests ends the run.
    package var duration: UInt64?
    /// Asked requests per process; nil when the duration ends the run.
    package var requestsPerProcess: UInt64?
    /// Timeout of a request in nanoseconds.
    package var timeout: UInt64 = 0

    /// A description that is still to be filled in.
    package init() {}

    /// Takes in the description of a run that went on beside this one. URL, rate, connections,
    /// processes, seed and length may differ: machines need not share a load equally.
    ///
    /// - Throws: `ResultProblem.different` when their numbers would not mean the same together.
    package mutating func add(_ other: RunDescription) throws(ResultProblem) {
        if isOpenLoop != other.isOpenLoop { throw .different("being an open or a closed loop") }
        if keepAlive != other.keepAlive { throw .different("keeping connections") }
        if method != other.method { throw .different("the method") }
        if version != other.version { throw .different("the version of HTTP") }
        if pipeline != other.pipeline { throw .different("pipelining") }
        if arrivals != other.arrivals { throw .different("the arrivals") }
        if timeout != other.timeout { throw .different("the timeout") }
        if url != other.url { url = "(several)" }
        if seed != other.seed { seed = nil }
        if requestsPerProcess != other.requestsPerProcess { requestsPerProcess = nil }
        if let rate, let otherRate = other.rate { self.rate = rate + otherRate }
        connections += other.connections
        processes += other.processes
        if let duration, let otherDuration = other.duration {
            self.duration = max(duration, otherDuration)
        }
    }
}

extension RunDescription {
    /// The description as a JSON object.
    var json: JSON {
        .object([
            .init("url", .string(url)),
            .init("method", .string(method)),
            .init("version", .string(version)),
            .init("loop", .string(isOpenLoop ? "open" : "closed")),
            .init("rate", .optional(rate)),
            .init("arrivals", arrivals.map { .string($0) } ?? .null),
            .init("seed", seed.map { .count($0) } ?? .null),
            .init("connections", .count(connections)),
            .init("processes", .count(processes)),
            .init("pipeline", .count(pipeline)),
            .init("keep_alive", .bool(keepAlive)),
            .init("duration_ns", duration.map { .count($0) } ?? .null),
            .init("requests_per_process", requestsPerProcess.map { .count($0) } ?? .null),
            .init("timeout_ns", .count(timeout)),
        ])
    }

    /// Reads what ``json`` has written.
    init(json: JSON) throws(ResultProblem) {
        self.init()
        url = try json.require("url", \.string)
        method = try json.require("method", \.string)
        version = try json.require("version", \.string)
        isOpenLoop = try json.require("loop", \.string) == "open"
        rate = json["rate"]?.double
        arrivals = json["arrivals"]?.string
        seed = json["seed"]?.unsigned
        connections = try json.require("connections", \.unsigned)
        processes = try json.require("processes", \.unsigned)
        pipeline = try json.require("pipeline", \.unsigned)
        keepAlive = try json.require("keep_alive", \.bool)
        duration = json["duration_ns"]?.unsigned
        requestsPerProcess = json["requests_per_process"]?.unsigned
        timeout = try json.require("timeout_ns", \.unsigned)
    }
}

extension JSON {
    /// The field `name` in the form that `path` gives it.
    ///
    /// - Throws: `ResultProblem.missing` when it is not there or of another type.
    func require<Value>(
        _ name: String, _ path: KeyPath<JSON, Value?>
    ) throws(ResultProblem) -> Value {
        guard let value = self[name]?[keyPath: path] else { throw .missing(name) }
        return value
    }
}
