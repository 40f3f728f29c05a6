import Glibc
import SystemPackage

/// The one owner of a file descriptor: closed exactly once, when the owner ends.
package struct Descriptor: ~Copyable, Sendable {
    /// The number, lent for one call. It must not be used after the owner's end.
    package let number: Int32

    /// Takes ownership of a descriptor, which no other code may close.
    package init(adopting number: Int32) {
        precondition(number >= 0, "not a descriptor")
        self.number = number
    }

    /// `close(2)`. `EINTR` is not retried: on Linux the descriptor is gone by then.
    /// `EBADF` means that other code closed it, which is a bug.
    deinit {
        if close(number) == -1 {
            precondition(currentErrno != .badFileDescriptor, "descriptor closed twice")
        }
    }

    /// Gives up ownership of the number, which another thread then adopts.
    package consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }

    /// Standard input, output or error, duplicated so that it can be owned: `fcntl(2)`
    /// `F_DUPFD_CLOEXEC`.
    package static func duplicate(_ number: Int32) throws(SystemError) -> Descriptor {
        Descriptor(adopting: try retrying("fcntl") { fcntl(number, F_DUPFD_CLOEXEC, 3) })
    }

    /// Makes reads and writes return instead of waiting: `fcntl(2)` `O_NONBLOCK`.
    package func setNonBlocking() throws(SystemError) {
        let flags = try retrying("fcntl") { fcntl(number, F_GETFL) }
        try retrying("fcntl") { fcntl(number, F_SETFL, flags | O_NONBLOCK) }
    }
}

/// What a non-blocking transfer came to.
package enum Transfer: Equatable, Sendable {
    /// The number of bytes moved, at least one.
    case moved(Int)
    /// None can move now (`EAGAIN`).
    case wouldBlock
    /// None will move any more: end of file, or the peer has closed or reset the connection
    /// (`EPIPE`, `ECONNRESET`).
    case ended
}

extension Transfer {
    /// The outcome of a reading or writing call; errors of the connection are its end, unless
    /// `resetsEnd` is false.
    @inline(__always)
    init(
        _ call: StaticString, zeroEnds: Bool = true, resetsEnd: Bool = true, _ body: () -> Int
    ) throws(SystemError) {
        switch retrying(body) {
        case .success(let count):
            self = count > 0 || !zeroEnds ? .moved(count) : .ended
        case .failure(let error):
            switch error {
            case .wouldBlock: self = .wouldBlock
            case .brokenPipe, .connectionReset, .timedOut, .connectionAbort, .socketNotConnected:
                guard resetsEnd else { throw SystemError(call: call, errno: error) }
                self = .ended
            default: throw SystemError(call: call, errno: error)
            }
        }
    }
}
