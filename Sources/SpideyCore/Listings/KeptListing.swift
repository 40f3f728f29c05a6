import HTTPServer
import SystemCalls

/// A listing that is whole in memory, as whoever keeps it has to know it: to notice when it is not
/// true any more, and to make it true again at the price of what has changed.
final class KeptListing {
    private var work: ListingWork
    /// When all of it was looked at, on the coarse monotonic clock.
    let made = Instant.coarseNow

    /// The listing of which this work is finished.
    init(_ work: consuming ListingWork) { self.work = work }

    /// Whether a symbolic link is among the entries, shown or not, or a file that has another name
    /// somewhere: those change without anything happening in the directory.
    var hasLinks: Bool { work.hasLinks }

    /// The names of the directories that are shown, whose times change with what is in them.
    var subdirectories: [[UInt8]] { work.subdirectories }

    /// Bytes of memory that it takes, about.
    var weight: Int { work.weight }

    /// The page after a new look at these entries.
    /// - Returns: nil when one has gone, come, or become something else: then all has to be read.
    func renewedPage(_ changed: Set<[UInt8]>) -> [UInt8]? { work.renewedPage(changed) }
}

/// A finished listing of few entries, made true again.
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
