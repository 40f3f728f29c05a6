/// The totals of a listing.
package struct ListingSummary: Sendable {
    /// Directories among the entries that are shown.
    package var folders = 0
    /// All other entries that are shown.
    package var files = 0
    /// Bytes in the files and scripts that are shown; nil while the sum is not known.
    package var size: Int? = 0
    /// The number of entries that are not shown.
    package var hidden = 0
    /// Whether the directory was not read to its end, so that there are more.
    package var isCut = false

    /// The totals of an empty directory.
    package init() {}

    /// Counts an entry.
    package mutating func count(_ entry: ListingEntry) {
        if entry.kind == .directory { folders += 1 } else { files += 1 }
        add(entry)
    }

    /// Adds the size of an entry that has been counted.
    package mutating func add(_ entry: ListingEntry) {
        if entry.hasSize { size = size.map { $0.addingSaturated(entry.size) } }
    }
}

extension Int {
    /// The sum, or the largest number if it is larger: sparse files can have more bytes than that.
    func addingSaturated(_ other: Int) -> Int {
        let (sum, hasOverflown) = addingReportingOverflow(other)
        return hasOverflown ? .max : sum
    }
}
