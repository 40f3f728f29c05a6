import HTTPServer
import HTTPWire
import Sockets
import SystemCalls
import SystemPackage

/// A listing in the making: names are read, sorted and turned into rows, in steps that take well
/// under a millisecond unless a disk has to be waited for.
///
/// A listing of few entries is of one piece: the status of all of them is read first, so that the
/// top of the page can give their number and size. Of many entries only the names are kept, for
/// sorting; the status of each is read when its row is written, and the sum of the sizes stands at
/// the bottom.
struct ListingWork: ~Copyable {
    /// Entries, and bytes in their names, that a listing of one piece has at most. Its page is
    /// smaller than 192 KB whatever the names are, and mostly than 64 KB.
    static let smallEntries = 256
    static let smallNames = 8 * 1024
    /// Bytes that names and items may take, beyond which a directory is read no further: some
    /// hundred thousand names. Sorting doubles what the items take of it for a while.
    static let memoryLimit = 32 << 20

    enum Phase { case reading, looking, keying, sorting, top, rows, bottom, finished }

    /// Nanoseconds of a step after which the rest is left to a thread that may wait: only a step
    /// that waited for a disk takes longer.
    var slowStep: Int64 = 1_000_000

    let site: Site
    let path: RequestPath
    /// Cancelled when nobody wants the listing any more.
    let cancellation: Cancellation
    private let memoryLimit: Int
    /// What the memory of a listing of many entries is taken from; nil when it is not bounded.
    let budget: ListingBudget?
    /// Bytes that are reserved in the budget.
    var reserved = 0
    /// Open for reading from its beginning, or only located.
    private var directory: SharedFile
    var phase = Phase.reading
    var names = EntryNames()
    var items: [ListingItem] = []
    var sort = ListingSort([])
    /// The entries of a listing of one piece; empty in a long one.
    var entries: [ListingEntry] = []
    var rows: ListingRows
    var summary = ListingSummary()
    /// The sizes of the rows written so far, in a listing of many entries.
    var total = ListingSummary()
    var folderPrefix = CommonPrefix()
    var otherPrefix = CommonPrefix()
    /// The index of the next entry or item in the current phase.
    var position = 0
    /// Whether a step has waited for a disk. From then on each call of `statx(2)` is a step of its
    /// own, so that a thread that must not wait does so once at most.
    private var isWary = false
    /// Whether a disk may be waited for, and whether a symbolic link was not followed because none
    /// may.
    var mayWait = true
    private(set) var mustWait = false
    /// Whether a symbolic link is among the entries, or a file that has another name somewhere.
    private(set) var hasLinks = false
    /// Whether there are too many entries for a listing of one piece.
    private(set) var isLarge = false

    /// Work on a directory that has not been read yet.
    init(
        _ directory: SharedFile, _ path: RequestPath, site: Site,
        budget: ListingBudget? = nil, memoryLimit: Int = Self.memoryLimit,
        cancellation: Cancellation = Cancellation()
    ) {
        self.cancellation = cancellation
        self.directory = directory
        self.path = path
        self.site = site
        self.memoryLimit = memoryLimit
        self.budget = budget
        rows = ListingRows(types: site.mediaTypes, utcOffset: { WallClock.local($0).offset })
    }

    /// Does some of the work.
    /// - Parameters:
    ///   - page: gets what is finished of the page.
    ///   - limit: bytes of the page after which to return.
    ///   - deadline: the time after which to return.
    ///   - mayBlock: whether waiting for a disk is allowed. If not, no more names are read than
    ///     show that there are many.
    /// - Throws: why the directory cannot be read to its end; `ECANCELED` when nobody wants the
    ///   listing any more.
    mutating func advance(
        _ page: inout [UInt8], limit: Int, until deadline: Instant, mayBlock: Bool
    ) throws(SystemError) -> ContentProducer.Progress {
        var last = Instant.now
        (mayWait, mustWait) = (mayBlock, false)
        while page.count < limit {
            if cancellation.isCancelled { throw SystemError(call: "listing", errno: .canceled) }
            let (wasReading, looked) = (phase == .reading, usesDisk)
            try step(&page)
            if mustWait { return .blocking }
            if phase == .finished { return .finished }
            // Reading many names takes long: where others wait, a thread is to do it.
            if isLarge, wasReading, isRead || !mayBlock { return .more }
            let now = Instant.now
            if looked, now.nanoseconds(since: last) > slowStep {
                isWary = true
                if !mayBlock { return .blocking }
            }
            if now >= deadline { return .more }
            last = now
        }
        return .more
    }

    /// Whether all names have been read, so that the memory that the listing needs is there.
    var isRead: Bool { phase != .reading }

    /// Gives the memory back that was reserved; nothing is made any more.
    mutating func giveBack() { budget?.release(&reserved) }

    /// Whether the next step asks the file system.
    private var usesDisk: Bool {
        switch phase {
        case .reading, .looking: true
        case .rows: isLarge
        case .keying, .sorting, .top, .bottom, .finished: false
        }
    }

    /// Goes on to the next phase.
    mutating func enter(_ phase: Phase) {
        self.phase = phase
        position = 0
    }

    private mutating func step(_ page: inout [UInt8]) throws(SystemError) {
        switch phase {
        case .reading: try read()
        case .looking: look()
        case .keying: makeKeys()
        case .sorting: arrange()
        case .top: writeTop(&page)
        case .rows: writeRows(&page)
        case .bottom: writeBottom(&page)
        case .finished: break
        }
    }
}

/// Reading the names and finding out which of them are directories.
extension ListingWork {
    private mutating func read() throws(SystemError) {
        var hasMore: Bool
        do throws(SystemError) {
            hasMore = try names.read(
                from: directory.descriptor, includingHidden: site.options.showsHidden)
        } catch {
            // The descriptor has O_PATH only: opening it again says why it cannot be read.
            guard error.errno == .badFileDescriptor else { throw error }
            directory = SharedFile(try directory.descriptor.reopened())
            return
        }
        let memory = names.bytes.count + names.entries.count * Self.entryBytes
        if hasMore, memory > memoryLimit {
            summary.isCut = true
            hasMore = false
        }
        isLarge =
            names.entries.count > Self.smallEntries || names.bytes.count > Self.smallNames
        if isLarge { try reserve(memory + names.entries.count * Self.sortingBytes) }
        guard !hasMore else { return }
        items.reserveCapacity(names.entries.count)
        if !isLarge { entries.reserveCapacity(names.entries.count) }
        enter(.looking)
    }

    /// - Throws: `ENOMEM` when the budget does not have as much.
    private mutating func reserve(_ bytes: Int) throws(SystemError) {
        guard let budget, !budget.reserve(bytes, held: &reserved) else { return }
        budget.release(&reserved)
        throw SystemError(call: "listing", errno: .noMemory)
    }

    /// What sorting needs for an entry besides.
    private static let sortingBytes = MemoryLayout<ListingItem>.stride

    /// An entry as it was read and as an item.
    private static let entryBytes =
        MemoryLayout<EntryNames.Entry>.stride + MemoryLayout<ListingItem>.stride

    /// Entries whose status is read between two readings of the clock: some 0.7 us each.
    var looksPerStep: Int { isWary ? 1 : 4 }
    /// Entries or rows in a step that reads no status: some 0.05 us each.
    static let itemsPerStep = 1024

    /// Finds out which entries are directories: by the status of each in a listing of one piece, in
    /// another by the directory's own information where that is enough (getdents(2), `d_type`).
    private mutating func look() {
        var looks = looksPerStep
        let end = min(position + Self.itemsPerStep, names.entries.count)
        while position < end, looks > 0 {
            let entry = names.entries[position]
            if isLarge, entry.kind != .unknown, entry.kind != .symbolicLink {
                position += 1
                take(entry.range, isFolder: entry.kind == .directory)
                continue
            }
            looks -= 1
            let status = status(of: entry.range)
            if mustWait { return }
            position += 1
            guard let found = status else { continue }
            take(entry.range, isFolder: found.kind == .directory)
            if !isLarge { entries.append(found) }
        }
        guard position == names.entries.count else { return }
        names.removeEntries()
        enter(.keying)
    }

    private mutating func take(_ name: Range<Int>, isFolder: Bool) {
        let bytes = names.bytes
        if isFolder {
            folderPrefix.take(name, of: bytes.span)
            summary.folders += 1
        } else {
            otherPrefix.take(name, of: bytes.span)
            summary.files += 1
        }
        items.append(
            ListingItem(name, isFolder: isFolder, index: isLarge ? 0 : UInt16(entries.count)))
    }

    /// Kind, size and time of an entry.
    ///
    /// A symbolic link counts as what it leads to.
    /// - Returns: nil for a link that leads nowhere or outside the docroot, because following it
    ///   would answer 404; nil for an entry that is gone; and nil for a link that cannot be
    ///   followed without waiting when that is not allowed: then `mustWait` is true.
    mutating func status(of name: Range<Int>) -> ListingEntry? {
        // A mount point has the status of the file system mounted there, which may hang.
        let found = directory.descriptor.status(ofEntryAt: name, in: names, asking: mayWait)
        guard var status = found else { return nil }
        if status.kind == .symbolicLink {
            hasLinks = true
            guard let target = follow(name) else { return nil }
            status = target
        }
        if status.kind == .regular, status.linkCount > 1 { hasLinks = true }
        return ListingEntry(kind: kind(status), size: status.size, modified: status.modified)
    }

    private mutating func follow(_ name: Range<Int>) -> FileStatus? {
        let target = path.appending(Array(names.bytes[name]))
        if mayWait { return site.docroot.status(following: target) }
        do throws(WouldBlock) {
            return try site.docroot.statusWithoutWaiting(following: target)
        } catch {
            mustWait = true
            return nil
        }
    }

    private func kind(_ status: FileStatus) -> EntryKind {
        switch status.kind {
        case .directory: .directory
        case .regular: status.hasExecuteBit && site.options.runsScripts ? .script : .file
        case .symbolicLink, .other: .other
        }
    }
}
