internal import HTTPWire
internal import SystemCalls

/// The error that ends a request or the program: one line for the user, and an exit status.
package struct ClientError: Error, Equatable, CustomStringConvertible, Sendable {
    /// The message, one line without the program's name.
    package let description: String
    /// The exit status of the process.
    package let exitStatus: Int32

    /// An error with this message and this exit status.
    package init(_ description: String, exitStatus: Int32) {
        self.description = description
        self.exitStatus = exitStatus
    }

    /// An error with the exit status of `failure`.
    init(_ failure: FailureClass, _ detail: String) {
        self.init(detail, exitStatus: failure.exitStatus)
    }

    /// The error for a URL that cannot be used.
    package init(_ problem: URLProblem, in url: String) {
        self.init("cannot use the URL '\(url)': \(problem)", exitStatus: ExitStatus.badURL)
    }

    /// The error for a host name that does not resolve.
    package init(unresolved host: String, _ problem: NameResolution.Problem) {
        self.init("cannot resolve '\(host)': \(problem)", exitStatus: ExitStatus.unknownHost)
    }

    /// The error for a failed system call on the connection to `peer`.
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

    /// The error for a response of `peer` that is malformed or incomplete.
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
