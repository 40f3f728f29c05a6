import SystemCalls

/// Dropping the names that a page cannot show while a directory is read, so that the memory of a
/// listing depends on the number of entries shown, not on the size of the directory.
extension ListingWork {
    /// Entries that are read beyond the limit of the page before the surplus is dropped, at least:
    /// dropping sorts all that are held.
    static let leastSurplus = 4096

    /// Drops names once there are half as many again as the page shows.
    ///
    /// Folders and files are listed one after the other, so of each as many are kept as the page
    /// shows. An entry that may be either, a symbolic link for example, is always kept.
    mutating func dropHidden() {
        let limit = site.options.listingLimit
        guard names.entries.count > limit + max(limit / 2, Self.leastSurplus) else { return }
        var kept: [Int] = []
        var folders: [Int] = []
        var files: [Int] = []
        for (index, entry) in names.entries.enumerated() {
            switch entry.kind {
            case .unknown, .symbolicLink: kept.append(index)
            case .directory: folders.append(index)
            case .regular, .other: files.append(index)
            }
        }
        kept += first(limit, of: folders, areFolders: true)
        kept += first(limit, of: files, areFolders: false)
        dropped += names.entries.count - kept.count
        names.keep(entriesAt: kept)
    }

    /// The entries that are listed first.
    /// - Parameter indices: of entries that are all folders, or none is.
    private func first(_ count: Int, of indices: [Int], areFolders: Bool) -> [Int] {
        guard indices.count > count else { return indices }
        let bytes = names.bytes
        var prefix = CommonPrefix()
        for index in indices { prefix.take(names.entries[index].range, of: bytes.span) }
        let skipped = prefix.withoutDigits(of: bytes.span)
        var items = indices.map { index in
            var item = ListingItem(names.entries[index].range, isFolder: areFolders, index: 0)
            item.key = NaturalKey(
                bytes.span.extracting(item.range), isFolder: areFolders, skipped: skipped)
            return (item, index)
        }
        items.sort { ListingSort.precedes($0.0, $1.0, bytes) }
        return items.prefix(count).map(\.1)
    }
}
