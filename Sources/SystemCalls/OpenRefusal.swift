import SystemPackage

/// Why a path could not be opened beneath a directory; as detailed as answers to clients differ.
package enum OpenRefusal: Error, Equatable, Sendable {
    /// Nothing there, or it leads outside the directory, or the name is too long.
    case notFound
    /// A file stands where the path wants a directory.
    case notADirectory
    /// It is there, and this process may not read it, or nobody can: a FIFO, a socket, a device.
    case forbidden
    /// The process or the system has no descriptor or memory left.
    case exhausted

    /// What an error of `openat2(2)` means.
    init(_ error: Errno) {
        switch error {
        case .notDirectory: self = .notADirectory
        case .permissionDenied, .notPermitted: self = .forbidden
        // A socket, or a device without a driver: there, and nothing that can be opened.
        case .noSuchAddressOrDevice, .operationNotSupportedByDevice: self = .forbidden
        case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory: self = .exhausted
        // After all attempts: names changed too fast, or a lease outlasted all patience.
        case .resourceTemporarilyUnavailable: self = .exhausted
        default: self = .notFound
        }
    }
}
