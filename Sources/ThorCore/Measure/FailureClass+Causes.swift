package import HTTPWire
package import SystemCalls
internal import SystemPackage

extension FailureClass.Cause {
    /// The cause that an error of a system call stands for.
    package init(_ error: SystemError) {
        self.init(error.errno)
    }

    /// The cause that an error number stands for.
    init(_ error: Errno) {
        switch error {
        // A unix(7) socket whose backlog is full answers EAGAIN.
        case .connectionRefused, .wouldBlock: self = .refused
        case .networkUnreachable, .noRouteToHost, .hostIsDown, .networkDown, .noSuchFileOrDirectory,
            .permissionDenied, .addressFamilyNotSupported:
            self = .unreachable
        case .timedOut: self = .timedOut
        case .connectionReset, .brokenPipe, .connectionAbort, .socketNotConnected: self = .reset
        case .addressNotAvailable, .addressInUse: self = .portsExhausted
        case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noBufferSpace, .noMemory:
            self = .descriptorsExhausted
        default: self = .other
        }
    }

    /// The cause that an error of the response parser stands for.
    package init(_ error: WireError) {
        switch error {
        case .closedBeforeResponse: self = .closedEarly
        case .truncated: self = .truncated
        default: self = .malformed
        }
    }
}
