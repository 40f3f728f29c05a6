package import SystemPackage

/// Why a path could not be opened beneath a directory, or a file not be read; as detailed as
/// answers to clients differ. The one table that says so for each `errno`.
package enum OpenRefusal: Error, Equatable, Sendable {
    /// The path does not exist, resolves outside the directory, or has a name that is too long.
    case notFound
    /// A component that must be a directory is a file.
    case notADirectory
    /// The file exists, but this process may not read it, or it is a FIFO, a socket or a device.
    case forbidden
    /// The process or the system has no descriptor or memory left, or somebody else uses the file;
    /// later it may be had.
    case exhausted
    /// The file system has failed, with this error: an operator should know.
    case failed(Errno)

    /// What an error of `openat2(2)`, or of another call that opens, means.
    package init(_ error: Errno) {
        switch error {
        // ESRCH: the process that a file of /proc is about has ended.
        case .noSuchFileOrDirectory, .noSuchProcess: self = .notFound
        // It leads outside, or round in circles; or no file can have that name.
        case .improperLink, .tooManySymbolicLinkLevels, .fileNameTooLong: self = .notFound
        // Bytes that are no name to this file system.
        case .invalidArgument, .illegalByteSequence: self = .notFound
        case .notDirectory: self = .notADirectory
        case .permissionDenied, .notPermitted: self = .forbidden
        // A socket, or a device without a driver: it exists but cannot be opened.
        case .noSuchAddressOrDevice, .operationNotSupportedByDevice: self = .forbidden
        case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .noBufferSpace:
            self = .exhausted
        // After all attempts: names changed too fast, or a lease outlasted all patience.
        case .resourceTemporarilyUnavailable: self = .exhausted
        case .textFileBusy: self = .exhausted
        // EIO, ESTALE, ENOTCONN of a file system whose server has gone, and what else there may be.
        default: self = .failed(error)
        }
    }

    /// What an error of `read(2)` or `getdents64(2)` of an open file means: there, `EINVAL` says
    /// nothing about a name.
    package init(reading error: Errno) {
        self = error == .invalidArgument ? .failed(error) : OpenRefusal(error)
    }
}
