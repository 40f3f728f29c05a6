import SystemPackage

/// Why a path could not be opened without waiting.
package enum PromptRefusal: Error, Equatable, Sendable {
    /// The lookup would read the disk, or the file has a lease.
    case disk
    /// The path resolves to another file system, or outside.
    case otherFileSystem
    /// It cannot be opened even by a call that waits.
    case refused(OpenRefusal)

    /// What an error of `openat2(2)` with `RESOLVE_CACHED` and `RESOLVE_NO_XDEV` means.
    init(_ error: Errno) {
        switch error {
        case .resourceTemporarilyUnavailable: self = .disk
        // It may also resolve outside; only a call that may wait can find out.
        case .improperLink: self = .otherFileSystem
        default: self = .refused(OpenRefusal(error))
        }
    }
}
