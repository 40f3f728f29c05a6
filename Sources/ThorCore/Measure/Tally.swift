/// The counts of a run. They add up over processes and machines.
///
/// Two equations hold at the end of every run: `offered = sent + unsent` (open loop) and
/// `sent = completed + failed + censored`.
package struct Tally: Equatable, Sendable {
    /// Slots of the schedule that were due; in a closed loop the same as ``sent``.
    package var offered: UInt64 = 0
    /// Requests begun: each took a slot and a connection.
    package var sent: UInt64 = 0
    /// Complete responses, whatever their status.
    package var completed: UInt64 = 0
    /// Complete responses with an expected status and an expected body.
    package var good: UInt64 = 0
    /// Requests still in flight when the run ended.
    package var censored: UInt64 = 0
    /// Slots that were due and never sent, because no connection became free in time.
    package var unsent: UInt64 = 0
    /// Slots that had to wait because every connection was busy.
    package var waited: UInt64 = 0
    /// Complete responses with a status that was not expected.
    package var unexpectedStatus: UInt64 = 0
    /// Complete responses with a body that was not expected.
    package var unexpectedBody: UInt64 = 0
    /// Responses whose head equalled that of an earlier one and was not parsed.
    package var recognised: UInt64 = 0
    /// Connections closed because octets arrived that belong to no request.
    package var unsolicited: UInt64 = 0
    /// Connections established.
    package var connections: UInt64 = 0
    /// Octets received: heads, content and framing.
    package var bytesReceived: UInt64 = 0
    /// Octets sent.
    package var bytesSent: UInt64 = 0
    /// The number of connections times the time of sending, in nanoseconds.
    package var connectionTime: UInt64 = 0
    /// The part of ``connectionTime`` spent on requests without a complete response and on delays
    /// before connecting again, in nanoseconds.
    package var lostTime: UInt64 = 0
    /// Responses by status code, the code being the index (0 to 999).
    package var statuses = [UInt64](repeating: 0, count: 1000)
    /// Failed requests by class, at ``FailureClass/position``.
    package var failures = [UInt64](repeating: 0, count: FailureClass.total)

    /// Counts of nothing.
    package init() {}

    /// Requests that ended without a complete response.
    package var failed: UInt64 { failures.reduce(0, +) }

    /// The number of failures of one class.
    package subscript(_ failure: FailureClass) -> UInt64 { failures[failure.position] }

    /// The classes that occurred, most frequent first.
    package var failureClasses: [(failure: FailureClass, count: UInt64)] {
        failures.indices.filter { failures[$0] > 0 }
            .map { (FailureClass(position: $0), failures[$0]) }
            .sorted { $0.1 > $1.1 }
    }

    /// Whether the two equations hold.
    package var isBalanced: Bool {
        sent == completed + failed + censored && offered == sent + unsent
    }

    /// Adds the counts of `other`.
    package mutating func add(_ other: Tally) {
        for field in Self.fields { self[keyPath: field.path] += other[keyPath: field.path] }
        for code in statuses.indices { statuses[code] += other.statuses[code] }
        for place in failures.indices { failures[place] += other.failures[place] }
    }

    /// The plain counts by their names in results.
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

    /// Those of them that the earliest results of this schema lack; they are read as 0.
    static var laterFields: [(name: String, path: WritableKeyPath<Tally, UInt64>)] {
        [("connection_ns", \.connectionTime), ("lost_ns", \.lostTime)]
    }

    /// ``lostTime`` as a share of ``connectionTime``, from 0 to 1.
    package var lostShare: Double {
        connectionTime == 0 ? 0 : min(1, Double(lostTime) / Double(connectionTime))
    }
}
