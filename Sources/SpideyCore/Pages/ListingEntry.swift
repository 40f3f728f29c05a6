/// One entry of a directory as a listing shows it, without its name.
package struct ListingEntry: Sendable {
    /// What it is, which decides how it is linked and sorted.
    package var kind: EntryKind
    /// In bytes; shown for files and scripts only.
    package var size: Int
    /// Last modification, in seconds since 1970-01-01 UTC.
    package var modified: Int

    /// An entry.
    package init(kind: EntryKind, size: Int, modified: Int) {
        self.kind = kind
        self.size = size
        self.modified = modified
    }
}
