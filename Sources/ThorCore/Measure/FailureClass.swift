/// What kind of failure ended a request: how far it had come, and what went wrong.
///
/// Every failure falls into one class, and every class is counted; nothing is dropped because it
/// has no name.
package struct FailureClass: Hashable, Sendable {
    /// How far the request had come.
    package enum Phase: String, CaseIterable, Sendable {
        case resolve, connect, send, receive
    }

    /// What went wrong.
    package enum Cause: String, CaseIterable, Sendable {
        /// The resolver knows no such name.
        case unknownHost = "unknown host"
        /// `ECONNREFUSED`.
        case refused
        /// `ENETUNREACH`, `EHOSTUNREACH` and their kin.
        case unreachable
        /// A deadline of Thor's or of the kernel's (`ETIMEDOUT`) passed.
        case timedOut = "timed out"
        /// `ECONNRESET`, `EPIPE`.
        case reset
        /// The peer closed before the first byte of a response.
        case closedEarly = "closed before a response"
        /// The peer closed in the middle of a response.
        case truncated
        /// What came is no HTTP response, or went beyond a limit.
        case malformed
        /// `EADDRNOTAVAIL`: every local port towards this peer is taken.
        case portsExhausted = "local ports exhausted"
        /// `EMFILE`, `ENFILE`, `ENOBUFS`, `ENOMEM`.
        case descriptorsExhausted = "descriptors exhausted"
        /// Any other error of the system.
        case other = "system error"
    }

    /// How far the request had come.
    package let phase: Phase
    /// What went wrong.
    package let cause: Cause

    /// What went wrong, and when.
    package init(_ phase: Phase, _ cause: Cause) {
        self.phase = phase
        self.cause = cause
    }

    /// The class in words: `connect: refused`. Also its name in results.
    package var name: String { "\(phase.rawValue): \(cause.rawValue)" }

    /// The class of this name, if there is one.
    package init?(name: some StringProtocol) {
        let parts = name.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let phase = Phase(rawValue: String(parts[0])),
            let cause = Cause(rawValue: String(parts[1].dropFirst()))
        else { return nil }
        self.init(phase, cause)
    }

    /// Whether the generator's own machine ran out of something: such failures say nothing about
    /// the server.
    package var isLocal: Bool { cause == .portsExhausted || cause == .descriptorsExhausted }

    /// How many classes there are.
    package static let total = Phase.allCases.count * Cause.allCases.count
    /// This one's place among them, from 0.
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
