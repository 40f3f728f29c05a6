import HTTPWire
import SystemCalls

extension OpenRefusal {
    /// The status that tells a client (RFC 9110 section 15).
    var status: StatusCode {
        switch self {
        case .notFound, .notADirectory: .notFound
        case .forbidden: .forbidden
        case .exhausted: .serviceUnavailable
        case .failed: .internalServerError
        }
    }
}
