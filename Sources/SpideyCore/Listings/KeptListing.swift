import HTTPServer
import SystemCalls

/// A finished listing for a cache. Knows which changes make it outdated, and renews it by reading
/// the status of only the changed entries.
final class KeptListing {
    private var work: ListingWork
    /// When the status of all entries had been read, on the coarse monotonic clock.
    let made = Instant.coarseNow

    /// Takes over finished work.
    init(_ work: consuming ListingWork) { self.work = work }

    /// Whether an entry, shown or not, is a symbolic link or a file with another hard link: those
    /// can change without a change in the directory.
    var hasLinks: Bool { work.hasLinks }

    /// The names of the directories shown, whose times change with their entries.
    var subdirectories: [[UInt8]] { work.subdirectories }

    /// Approximate bytes of memory.
    var weight: Int { work.weight }

    /// The page with the present status of these entries.
    /// - Returns: nil when one of them is new, is gone, or has become a directory or ceased to be
    ///   one: then the directory has to be read again.
    func renewedPage(_ changed: Set<[UInt8]>) -> [UInt8]? { work.renewedPage(changed) }
}

/// The renewal of a finished short listing.
extension ListingWork {
    /// See `KeptListing`.
    var subdirectories: [[UInt8]] {
        items.prefix(summary.folders).map { Array(names.bytes[$0.range]) }
    }

    /// See `KeptListing`.
    var weight: Int {
        names.bytes.count + items.count * MemoryLayout<ListingItem>.stride
            + entries.count * MemoryLayout<ListingEntry>.stride
    }

    /// See `KeptListing`.
    mutating func renewedPage(_ changed: Set<[UInt8]>) -> [UInt8]? {
        guard phase == .finished, !isLarge else { return nil }
        mayWait = false
        for name in changed {
            let bytes = names.bytes
            let place = items.firstIndex { bytes[$0.range].elementsEqual(name) }
            guard let place, let found = status(of: items[place].range),
                (found.kind == .directory) == items[place].isFolder
            else { return nil }
            entries[Int(items[place].index)] = found
        }
        if hasLinks { return nil }
        summary.size = 0
        for item in items { summary.add(entries[Int(item.index)]) }
        enter(.top)
        var page: [UInt8] = []
        let progress = try? advance(&page, limit: .max, until: .distantFuture, mayBlock: true)
        return progress == .finished ? page : nil
    }
}
