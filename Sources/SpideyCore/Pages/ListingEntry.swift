/// One entry of a directory as a listing shows it, without its name.
package struct ListingEntry: Sendable {
    /// What it is, which decides how it is linked and sorted.
    package var kind: EntryKind
    /// Whether it is a symbolic link: kind, size and time are those of its target.
    package var isLink: Bool
    /// In bytes; shown for files and scripts only.
    package var size: Int
    /// Last modification, in seconds since 1970-01-01 UTC.
    package var modified: Int

    /// An entry.
    package init(kind: EntryKind, isLink: Bool = false, size: Int, modified: Int) {
        self.kind = kind
        self.isLink = isLink
        self.size = size
        self.modified = modified
    }

    /// Whether its size says how much there is to read.
    var hasSize: Bool { kind == .file || kind == .script }
}
