/// The class of a failure that ended a request: the phase in which it happened, and its cause.
///
/// Every failure belongs to one class, and every class is counted.
package struct FailureClass: Hashable, Sendable {
    /// The phase in which a request failed.
    package enum Phase: String, CaseIterable, Sendable {
        case resolve, connect, send, receive
    }

    /// The cause of a failure.
    package enum Cause: String, CaseIterable, Sendable {
        /// The resolver knows no such name.
        case unknownHost = "unknown host"
        /// `ECONNREFUSED`.
        case refused
        /// `ENETUNREACH`, `EHOSTUNREACH` and the like.
        case unreachable
        /// A deadline of Thor's or of the kernel's (`ETIMEDOUT`) passed.
        case timedOut = "timed out"
        /// `ECONNRESET`, `EPIPE`.
        case reset
        /// The peer closed before the first byte of a response.
        case closedEarly = "closed before a response"
        /// The peer closed in the middle of a response.
        case truncated
        /// The peer sent something that is no HTTP response, or exceeds a limit.
        case malformed
        /// `EADDRNOTAVAIL`: every local port is in use for this peer.
        case portsExhausted = "local ports exhausted"
        /// `EMFILE`, `ENFILE`, `ENOBUFS`, `ENOMEM`.
        case descriptorsExhausted = "descriptors exhausted"
        /// Any other error of a system call.
        case other = "system error"
    }

    /// The phase in which the request failed.
    package let phase: Phase
    /// The cause.
    package let cause: Cause

    /// The class of failures in this phase for this cause.
    package init(_ phase: Phase, _ cause: Cause) {
        self.phase = phase
        self.cause = cause
    }

    /// The name of the class in summaries and results, such as `connect: refused`.
    package var name: String { "\(phase.rawValue): \(cause.rawValue)" }

    /// The class of this name; nil when there is none.
    package init?(name: some StringProtocol) {
        let parts = name.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let phase = Phase(rawValue: String(parts[0])),
            let cause = Cause(rawValue: String(parts[1].dropFirst()))
        else { return nil }
        self.init(phase, cause)
    }

    /// Whether this machine ran out of ports, descriptors or memory. Such failures say nothing
    /// about the server.
    package var isLocal: Bool { cause == .portsExhausted || cause == .descriptorsExhausted }

    /// The number of classes.
    package static let total = Phase.allCases.count * Cause.allCases.count
    /// The index of the class among all, from 0.
    package var position: Int {
        Self.ordinal(of: phase) * Cause.allCases.count + Self.ordinal(of: cause)
    }

    /// The class at `position`.
    package init(position: Int) {
        phase = Phase.allCases[position / Cause.allCases.count]
        cause = Cause.allCases[position % Cause.allCases.count]
    }

    private static func ordinal<Value: CaseIterable & Equatable>(of value: Value) -> Int {
        var place = 0
        for candidate in Value.allCases {
            if candidate == value { return place }
            place += 1
        }
        return place
    }
}
