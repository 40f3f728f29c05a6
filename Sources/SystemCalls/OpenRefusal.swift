import SystemPackage

/// Why a path could not be opened beneath a directory. There is one case for each response to
/// clients.
package enum OpenRefusal: Error, Equatable, Sendable {
    /// The path does not exist, resolves outside the directory, or has a name that is too long.
    case notFound
    /// A component that must be a directory is a file.
    case notADirectory
    /// The file exists, but this process may not read it, or it is a FIFO, a socket or a device.
    case forbidden
    /// The process or the system has no descriptor or memory left.
    case exhausted

    /// What an error of `openat2(2)` means.
    init(_ error: Errno) {
        switch error {
        case .notDirectory: self = .notADirectory
        case .permissionDenied, .notPermitted: self = .forbidden
        // A socket, or a device without a driver: it exists but cannot be opened.
        case .noSuchAddressOrDevice, .operationNotSupportedByDevice: self = .forbidden
        case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory: self = .exhausted
        // After all attempts: names changed too fast, or a lease lasted longer than `leaseTimeout`.
        case .resourceTemporarilyUnavailable: self = .exhausted
        default: self = .notFound
        }
    }
}
