import Glibc
package import SystemPackage

/// The result of `accept`.
package enum Acceptance: ~Copyable {
    /// A connection, non-blocking and closed on exec.
    case connection(Descriptor, SocketAddress)
    /// None waits, or the waiting one has been aborted (`ECONNABORTED` and the network errors that
    /// accept(2) says to treat alike).
    case nothing
    /// The process or the system has no descriptor or memory for it: `EMFILE`, `ENFILE`, `ENOBUFS`,
    /// `ENOMEM`. The connection still waits; trying again at once would spin.
    case exhausted(Errno)
}

extension Acceptance {
    /// The outcome of `accept4(2)`, which `body` calls: it fills in the client's address and
    /// returns a descriptor that nobody else owns, or -1 and `errno`.
    @inline(__always)
    init(_ body: (inout sockaddr_storage) -> Int32) throws(SystemError) {
        var storage = sockaddr_storage()
        switch retrying({ body(&storage) }) {
        case .success(let accepted):
            self = .connection(Descriptor(adopting: accepted), SocketAddress(storage))
        case .failure(let error):
            switch error {
            case .wouldBlock, .connectionAbort, .networkDown, .protocolError,
                .protocolNotAvailable, .hostIsDown, Errno(rawValue: ENONET), .noRouteToHost,
                .notSupportedOnSocket, .networkUnreachable, .addressFamilyNotSupported,
                .connectionReset, .timedOut, .notPermitted:
                self = .nothing
            case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noBufferSpace, .noMemory:
                self = .exhausted(error)
            default:
                throw SystemError(call: "accept4", errno: error)
            }
        }
    }
}
