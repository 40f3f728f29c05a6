/// One entry of a directory, as a listing shows it.
package struct ListingEntry: Sendable {
    /// The name as the file system has it: any bytes but NUL and `/`.
    package let name: [UInt8]
    /// What it is, which decides how it is linked and sorted.
    package let kind: EntryKind
    /// In bytes; shown for files and scripts only.
    package let size: Int
    /// Last modification, in seconds since 1970-01-01 UTC.
    package let modified: Int
    /// Names the kind of file and picks its icon.
    package let mediaType: MediaType

    /// An entry.
    package init(
        name: [UInt8], kind: EntryKind, size: Int, modified: Int, mediaType: MediaType = .unknown
    ) {
        self.name = name
        self.kind = kind
        self.size = size
        self.modified = modified
        self.mediaType = mediaType
    }
}
