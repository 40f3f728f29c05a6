/// What became of the requests of a run. Plain counts: they add up over processes and machines.
///
/// Two equations hold at the end of every run, and a test holds Thor to them:
/// `offered = sent + unsent` (open loop) and `sent = completed + failed + censored`.
package struct Tally: Equatable, Sendable {
    /// Slots of the schedule that fell due; in a closed loop the same as ``sent``.
    package var offered: UInt64 = 0
    /// Requests begun: each took a slot and a connection.
    package var sent: UInt64 = 0
    /// Complete responses, whatever their status.
    package var completed: UInt64 = 0
    /// Complete responses with an expected status and an expected body.
    package var good: UInt64 = 0
    /// Requests still in flight when the run ended.
    package var censored: UInt64 = 0
    /// Slots that fell due and were never sent, because no connection became free in time.
    package var unsent: UInt64 = 0
    /// Slots that had to wait because every connection was busy.
    package var waited: UInt64 = 0
    /// Complete responses with a status that was not expected.
    package var unexpectedStatus: UInt64 = 0
    /// Complete responses with a body that was not expected.
    package var unexpectedBody: UInt64 = 0
    /// Responses that the fast path recognised as equal to the one before.
    package var recognised: UInt64 = 0
    /// Connections dropped because octets came that belong to no request.
    package var unsolicited: UInt64 = 0
    /// Connections established.
    package var connections: UInt64 = 0
    /// Octets received: heads, content and framing.
    package var bytesReceived: UInt64 = 0
    /// Octets sent.
    package var bytesSent: UInt64 = 0
    /// Time for which there were connections, or should have been, while requests were sent:
    /// connections times nanoseconds.
    package var connectionTime: UInt64 = 0
    /// The part of ``connectionTime`` that went into requests without a complete response, and
    /// into waiting to connect again, in nanoseconds.
    package var lostTime: UInt64 = 0
    /// Responses by status code, the code being the index (0 to 999).
    package var statuses = [UInt64](repeating: 0, count: 1000)
    /// Failed requests by class, at ``FailureClass/position``.
    package var failures = [UInt64](repeating: 0, count: FailureClass.total)

    /// A tally that has counted nothing.
    package init() {}

    /// Requests that ended without a complete response.
    package var failed: UInt64 { failures.reduce(0, +) }

    /// Failed requests of one class.
    package subscript(_ failure: FailureClass) -> UInt64 { failures[failure.position] }

    /// The classes that occurred, most frequent first.
    package var failureClasses: [(failure: FailureClass, count: UInt64)] {
        failures.indices.filter { failures[$0] > 0 }
            .map { (FailureClass(position: $0), failures[$0]) }
            .sorted { $0.1 > $1.1 }
    }

    /// Whether every request is accounted for.
    package var isBalanced: Bool {
        sent == completed + failed + censored && offered == sent + unsent
    }

    /// Adds the counts of `other`.
    package mutating func add(_ other: Tally) {
        for field in Self.fields { self[keyPath: field.path] += other[keyPath: field.path] }
        for code in statuses.indices { statuses[code] += other.statuses[code] }
        for place in failures.indices { failures[place] += other.failures[place] }
    }

    /// The plain counts under their names in results.
    static var fields: [(name: String, path: WritableKeyPath<Tally, UInt64>)] {
        [
            ("offered", \.offered), ("sent", \.sent), ("completed", \.completed), ("good", \.good),
            ("censored", \.censored), ("unsent", \.unsent), ("waited", \.waited),
            ("unexpected_status", \.unexpectedStatus), ("unexpected_body", \.unexpectedBody),
            ("unsolicited", \.unsolicited), ("recognised", \.recognised),
            ("connections", \.connections),
            ("bytes_received", \.bytesReceived), ("bytes_sent", \.bytesSent),
        ] + laterFields
    }

    /// Those of them that the first results in this form did not have: 0 there.
    static var laterFields: [(name: String, path: WritableKeyPath<Tally, UInt64>)] {
        [("connection_ns", \.connectionTime), ("lost_ns", \.lostTime)]
    }

    /// The lost part of the connections' time, from 0 to 1.
    package var lostShare: Double {
        connectionTime == 0 ? 0 : min(1, Double(lostTime) / Double(connectionTime))
    }
}
