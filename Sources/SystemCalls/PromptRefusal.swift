import SystemPackage

/// Why a path could not be opened without waiting.
package enum PromptRefusal: Error, Equatable, Sendable {
    /// It would have to be looked up on the disk, or somebody holds a lease on the file.
    case disk
    /// It leads to another file system, or outside.
    case otherFileSystem
    /// It cannot be opened at all.
    case refused(OpenRefusal)

    /// What an error of `openat2(2)` with `RESOLVE_CACHED` and `RESOLVE_NO_XDEV` means.
    init(_ error: Errno) {
        switch error {
        case .resourceTemporarilyUnavailable: self = .disk
        // It may also lead outside, which only a thread that may wait can find out.
        case .improperLink: self = .otherFileSystem
        default: self = .refused(OpenRefusal(error))
        }
    }
}
