/// The distributions that a run gathers, all in nanoseconds.
package struct Latencies: Equatable, Sendable {
    /// Scheduled to last byte, of complete responses; in a closed loop the same as ``service``.
    package var response = Distribution()
    /// Sent to last byte, of complete responses. Opening a connection for the request is part of
    /// it.
    package var service = Distribution()
    /// Scheduled to sent, of all requests sent. Empty in a closed loop.
    package var lag = Distribution()
    /// The part of ``lag`` that was the generator's own: from the moment when both the slot had
    /// fallen due and a connection was free.
    package var ownLag = Distribution()
    /// How long the requests without a complete response were waited for, from their slot on: the
    /// timed out, those in flight at the end, and slots unsent.
    package var censored = Distribution()
    /// How long those of them that were sent were waited for, from their sending on; in a closed
    /// loop the same as ``censored``.
    package var censoredService = Distribution()
    /// Beginning to connect to being connected.
    package var connect = Distribution()
    /// Turns of the event loop that had work: no event waited longer to be handled.
    package var turn = Distribution()

    /// Distributions without a value.
    package init() {}

    /// Percentiles of the response time, the censored part included.
    package var responsePercentiles: Percentiles {
        Percentiles(completed: response, censored: censored)
    }

    /// Percentiles of the service time, the censored part included.
    package var servicePercentiles: Percentiles {
        Percentiles(completed: service, censored: censoredService)
    }

    /// Adds the values of `other`, exactly.
    package mutating func add(_ other: Latencies) {
        for field in Self.fields { self[keyPath: field.path].add(other[keyPath: field.path]) }
    }

    /// The name of ``censoredService``, which the first results in this form did not have.
    static let censoredServiceName = "censored_service"

    /// The distributions under their names in results and tags in `.hlog` files.
    package static var fields: [(name: String, path: WritableKeyPath<Latencies, Distribution>)] {
        [
            ("response", \.response), ("service", \.service), ("lag", \.lag),
            ("own_lag", \.ownLag), ("censored", \.censored), ("connect", \.connect),
            ("turn", \.turn), (censoredServiceName, \.censoredService),
        ]
    }
}
