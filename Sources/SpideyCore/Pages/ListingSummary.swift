/// What a listing says about a directory as a whole.
package struct ListingSummary: Sendable {
    /// Directories among the entries that are shown.
    package var folders = 0
    /// All other entries that are shown.
    package var files = 0
    /// Bytes in the files and scripts that are shown; nil as long as nobody has added them up.
    package var size: Int? = 0
    /// How many more entries there are.
    package var hidden = 0
    /// Whether there are still more than that: the directory was not read to its end.
    package var isCut = false

    /// Of an empty directory.
    package init() {}

    /// Takes an entry in.
    package mutating func count(_ entry: ListingEntry) {
        if entry.kind == .directory { folders += 1 } else { files += 1 }
        add(entry)
    }

    /// Adds the size of an entry that has been counted.
    package mutating func add(_ entry: ListingEntry) {
        switch entry.kind {
        case .file, .script: size = size.map { $0 &+ entry.size }
        case .directory, .other: break
        }
    }
}
