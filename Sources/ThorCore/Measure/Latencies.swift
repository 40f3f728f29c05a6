/// The distributions that a run measures, all in nanoseconds.
package struct Latencies: Equatable, Sendable {
    /// Scheduled to last octet, of complete responses; in a closed loop the same as ``service``.
    package var response = Distribution()
    /// Sent to last octet, of complete responses. Includes opening a connection for the request.
    package var service = Distribution()
    /// Scheduled to sent, of all requests sent. Empty in a closed loop.
    package var lag = Distribution()
    /// The generator's own part of ``lag``: from the moment when the slot was due and a connection
    /// was free.
    package var ownLag = Distribution()
    /// The waiting of requests without a complete response, from their slot on: those that timed
    /// out, those in flight at the end, and slots never sent.
    package var censored = Distribution()
    /// The waiting of those of them that were sent, from the sending on; in a closed loop the same
    /// as ``censored``.
    package var censoredService = Distribution()
    /// Time to connect.
    package var connect = Distribution()
    /// Turns of the event loop that had events. No event waited longer than its turn took.
    package var turn = Distribution()

    /// Distributions without a value.
    package init() {}

    /// Percentiles of the response time, including censored values.
    package var responsePercentiles: Percentiles {
        Percentiles(completed: response, censored: censored)
    }

    /// Percentiles of the service time, including censored values.
    package var servicePercentiles: Percentiles {
        Percentiles(completed: service, censored: censoredService)
    }

    /// Adds the values of `other`, exactly.
    package mutating func add(_ other: Latencies) {
        for field in Self.fields { self[keyPath: field.path].add(other[keyPath: field.path]) }
    }

    /// The name of ``censoredService``, which the earliest results of this schema lack.
    static let censoredServiceName = "censored_service"

    /// The distributions by their names in results, which are their tags in `.hlog` files.
    package static var fields: [(name: String, path: WritableKeyPath<Latencies, Distribution>)] {
        [
            ("response", \.response), ("service", \.service), ("lag", \.lag),
            ("own_lag", \.ownLag), ("censored", \.censored), ("connect", \.connect),
            ("turn", \.turn), (censoredServiceName, \.censoredService),
        ]
    }
}
