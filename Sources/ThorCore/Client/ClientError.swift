internal import HTTPWire
internal import SystemCalls

/// Why a request came to nothing, in one line and as an exit status.
package struct ClientError: Error, Equatable, CustomStringConvertible, Sendable {
    /// What happened, for the person at the terminal.
    package let description: String
    /// How the process ends.
    package let exitStatus: Int32

    /// An error that ends the program with this status.
    package init(_ description: String, exitStatus: Int32) {
        self.description = description
        self.exitStatus = exitStatus
    }

    init(_ failure: FailureClass, _ detail: String) {
        self.init(detail, exitStatus: failure.exitStatus)
    }

    /// A URL that cannot be used.
    package init(_ problem: URLProblem, in url: String) {
        self.init("cannot use the URL '\(url)': \(problem)", exitStatus: ExitStatus.badURL)
    }

    /// A name that does not resolve.
    package init(unresolved host: String, _ problem: NameResolution.Problem) {
        self.init("cannot resolve '\(host)': \(problem)", exitStatus: ExitStatus.unknownHost)
    }

    /// An error of the system while talking to `peer`.
    init(_ error: SystemError, during phase: FailureClass.Phase, with peer: String) {
        let failure = FailureClass(phase, .init(error))
        switch (phase, failure.cause) {
        case (.connect, .refused):
            self.init(failure, "connection to \(peer) refused")
        case (.connect, .timedOut):
            self.init(failure, "timed out while connecting to \(peer)")
        case (.connect, _):
            self.init(failure, "cannot connect to \(peer): \(error.errno)")
        case (_, .timedOut):
            self.init(failure, "timed out while waiting for \(peer)")
        case (.send, _):
            self.init(failure, "connection to \(peer) lost while sending: \(error.errno)")
        case (_, .reset):
            self.init(failure, "connection reset by \(peer)")
        default:
            self.init(failure, "\(error) (\(peer))")
        }
    }

    /// A response that broke a rule.
    init(_ error: WireError, from peer: String) {
        let failure = FailureClass(.receive, .init(error))
        switch error {
        case .closedBeforeResponse:
            self.init(failure, "\(peer) closed the connection without a response")
        case .truncated:
            self.init(failure, "the response of \(peer) is truncated")
        default:
            self.init(failure, "malformed response from \(peer): \(error.explanation)")
        }
    }
}
