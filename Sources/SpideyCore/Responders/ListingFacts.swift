import SystemCalls

/// What whoever keeps a listing has to know about it, to notice when it is not true any more.
struct ListingFacts {
    /// Whether a symbolic link is among the entries, shown or not, or a file that has another name
    /// somewhere: those change without anything happening in the directory.
    let hasLinks: Bool
    private let names: EntryNames
    private let folders: ArraySlice<ListingItem>

    init(hasLinks: Bool, names: EntryNames, folders: ArraySlice<ListingItem>) {
        self.hasLinks = hasLinks
        self.names = names
        self.folders = folders
    }

    /// The names of the directories that are shown, whose times change with what is in them.
    var subdirectories: [[UInt8]] { folders.map { Array(names.bytes[$0.range]) } }
}
