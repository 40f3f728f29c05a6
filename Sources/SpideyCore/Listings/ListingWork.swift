import HTTPServer
import HTTPWire
import Sockets
import SystemCalls
import SystemPackage

/// The generation of a listing: names are read, sorted and turned into rows, in steps of well under
/// a millisecond unless a step waits for a disk.
///
/// A short listing is made in one piece: the status of all entries is read first, so that the top
/// of the page can show their number and size. For a long one only the names are kept, for sorting;
/// the status of each entry is read when its row is written, and the sum of the sizes is at the
/// bottom.
struct ListingWork: ~Copyable {
    /// The most entries, and bytes of their names, of a short listing. Its page is always smaller
    /// than 192 KB, and usually than 64 KB.
    static let smallEntries = 256
    static let smallNames = 8 * 1024
    /// The most bytes of names and items, some hundred thousand names; a directory is not read
    /// beyond it. Sorting doubles the memory of the items for a while.
    static let memoryLimit = 32 << 20

    enum Phase { case reading, classifying, keying, sorting, top, rows, bottom, finished }

    /// A step that takes more than this many nanoseconds has waited for a disk: a thread that may
    /// wait does the rest.
    var slowStep: Int64 = 1_000_000

    let site: Site
    let path: RequestPath
    /// Cancelled when nobody wants the listing any more.
    let cancellation: Cancellation
    private let memoryLimit: Int
    /// The budget for the memory of a long listing; nil for no limit.
    let budget: ListingBudget?
    /// Bytes reserved in the budget.
    var reserved = 0
    /// The directory, open for reading at its beginning, or opened with `O_PATH`.
    private var directory: SharedFile
    var phase = Phase.reading
    var names = EntryNames()
    var items: [ListingItem] = []
    var sort = ListingSort([])
    /// The entries of a short listing; empty in a long one.
    var entries: [ListingEntry] = []
    var document: ListingDocument
    var summary = ListingSummary()
    /// The sum over the rows written so far, in a long listing.
    var total = ListingSummary()
    /// The number of entries that were dropped while reading, because the page cannot show them.
    var dropped = 0
    var folderPrefix = CommonPrefix()
    var otherPrefix = CommonPrefix()
    /// The index of the next entry or item in the current phase.
    var position = 0
    /// Whether a step has waited for a disk. From then on each call of `statx(2)` is a step of its
    /// own, so that a thread that must not wait does so at most once.
    private var isWary = false
    /// Whether waiting for a disk is allowed, and whether a symbolic link was not followed because
    /// it is not.
    var mayWait = true
    private(set) var mustWait = false
    /// Whether an entry is a symbolic link, or a file with another hard link.
    private(set) var hasLinks = false
    /// Whether the listing is long: too many entries for one piece.
    private(set) var isLarge = false

    /// Work on a directory that has not been read yet.
    init(
        _ directory: SharedFile, _ path: RequestPath, site: Site, as format: ListingFormat = .html,
        budget: ListingBudget? = nil, memoryLimit: Int = Self.memoryLimit,
        cancellation: Cancellation = Cancellation()
    ) {
        self.cancellation = cancellation
        self.directory = directory
        self.path = path
        self.site = site
        self.memoryLimit = memoryLimit
        self.budget = budget
        document = ListingDocument(
            format, types: site.mediaTypes, utcOffset: { WallClock.local($0).offset })
    }

    /// Does a part of the work.
    /// - Parameters:
    ///   - page: receives the finished parts of the page.
    ///   - limit: bytes of the page after which to return.
    ///   - deadline: the time after which to return.
    ///   - mayBlock: whether waiting for a disk is allowed. If not, no more names are read than
    ///     show that there are many.
    /// - Throws: the error of reading the directory, `ENOMEM` if the budget is exhausted, or
    ///   `ECANCELED` when the listing is no longer wanted.
    mutating func advance(
        _ page: inout [UInt8], limit: Int, until deadline: Instant, mayBlock: Bool
    ) throws(SystemError) -> ContentProducer.Progress {
        var last = Instant.now
        (mayWait, mustWait) = (mayBlock, false)
        while page.count < limit {
            if cancellation.isCancelled { throw SystemError(call: "listing", errno: .canceled) }
            let (wasReading, usedDisk) = (phase == .reading, usesDisk)
            try step(&page)
            if mustWait { return .blocking }
            if phase == .finished { return .finished }
            // Reading many names takes long: where others wait, a thread is to do it.
            if isLarge, wasReading, isRead || !mayBlock { return .more }
            let now = Instant.now
            if usedDisk, now.nanoseconds(since: last) > slowStep {
                isWary = true
                if !mayBlock { return .blocking }
            }
            if now >= deadline { return .more }
            last = now
        }
        return .more
    }

    /// Whether all names have been read, so that all memory of the listing has been reserved.
    var isRead: Bool { phase != .reading }

    /// Gives back the reserved memory, when the work ends.
    mutating func giveBack() { budget?.release(&reserved) }

    /// Whether the next step accesses the file system.
    private var usesDisk: Bool {
        switch phase {
        case .reading, .classifying: true
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
        case .classifying: classify()
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
            // The descriptor was opened with O_PATH: opening the directory again for reading gives
            // the error.
            guard error.errno == .badFileDescriptor else { throw error }
            directory = SharedFile(try directory.descriptor.reopened())
            return
        }
        isLarge =
            isLarge || names.entries.count > Self.smallEntries
            || names.bytes.count > Self.smallNames
        dropHidden()
        let memory = names.bytes.count + names.entries.count * Self.entryBytes
        if hasMore, memory > memoryLimit {
            summary.isCut = true
            hasMore = false
        }
        if isLarge { try reserve(memory + names.entries.count * Self.sortingBytes) }
        guard !hasMore else { return }
        items.reserveCapacity(names.entries.count)
        if !isLarge { entries.reserveCapacity(names.entries.count) }
        enter(.classifying)
    }

    /// - Throws: `ENOMEM` if the budget does not suffice.
    private mutating func reserve(_ bytes: Int) throws(SystemError) {
        guard let budget, !budget.reserve(bytes, held: &reserved) else { return }
        budget.release(&reserved)
        throw SystemError(call: "listing", errno: .noMemory)
    }

    /// Additional bytes that sorting needs for an entry.
    private static let sortingBytes = MemoryLayout<ListingItem>.stride

    /// Bytes of an entry as read and as an item.
    private static let entryBytes =
        MemoryLayout<EntryNames.Entry>.stride + MemoryLayout<ListingItem>.stride

    /// Entries whose status is read between two readings of the clock: some 0.7 us each.
    var statusesPerStep: Int { isWary ? 1 : 4 }
    /// Entries or rows in a step that reads no status: some 0.05 us each.
    static let itemsPerStep = 1024

    /// Finds out which entries are directories: by the status of each in a short listing; in a long
    /// one by `d_type` of getdents(2) where that suffices.
    private mutating func classify() {
        var remaining = statusesPerStep
        let end = min(position + Self.itemsPerStep, names.entries.count)
        while position < end, remaining > 0 {
            let entry = names.entries[position]
            if isLarge, entry.kind != .unknown, entry.kind != .symbolicLink {
                position += 1
                take(entry.range, isFolder: entry.kind == .directory)
                continue
            }
            remaining -= 1
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
    /// For a symbolic link, those of its target.
    /// - Returns: nil for a dangling link or one out of the docroot, whose request would get 404;
    ///   nil for an entry that does not exist any more; and nil, with `mustWait` true, for a link
    ///   that cannot be followed without waiting when that is not allowed.
    mutating func status(of name: Range<Int>) -> ListingEntry? {
        // A mount point has the status of the file system mounted there, which may hang.
        let found = directory.descriptor.status(ofEntryAt: name, in: names, asking: mayWait)
        guard var status = found else { return nil }
        let isLink = status.kind == .symbolicLink
        if isLink {
            hasLinks = true
            guard let target = follow(name) else { return nil }
            status = target
        }
        if status.kind == .regular, status.linkCount > 1 { hasLinks = true }
        return ListingEntry(
            kind: kind(status), isLink: isLink, size: status.size, modified: status.modified)
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
