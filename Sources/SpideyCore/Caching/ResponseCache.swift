import HTTPServer
import SystemCalls

/// Responses of one process that can be sent again: small files with their header fields,
/// descriptors of larger ones, listings and 404s.
///
/// `refresh` is called after requests have arrived and before they are answered. It reads the
/// kernel's notices (`inotify(7)`), so a response reflects every reported change made before its
/// request. Unreported changes (in a lower layer, through another name of the file) are found by
/// checking the file's state: for each request at paths and file systems where such changes are
/// likely, else once in `interval`. Changes that leave the file's state the same (writes through a
/// mapping) are found by comparing the content, once in `interval`. Decision 0011 lists the cases.
final class ResponseCache {
    /// Content up to this size is kept in memory.
    static let inMemory = 256 * 1024
    /// The most descriptors kept open; an eighth of the process's limit if that is less.
    private static let mostDescriptors = 512
    /// The most 404 responses.
    private static let mostMissing = 1024
    /// The most subdirectories of a kept listing: each must be watched.
    private static let watchedFolders = 64
    /// Nanoseconds for which a response is sent without a check if no notice came.
    private static let interval: Int64 = 1_000_000_000
    /// Nanoseconds after a change during which another one may leave the file's state the same:
    /// timestamps have the resolution of the kernel's tick.
    private static let settling: Int64 = 100_000_000

    private let site: Site
    private let capacity: Int
    private let kept: KeptResponses
    private var directories = WatchedDirectories()
    private var outdated = OutdatedListings()
    private var generation: Int
    private var now = Instant.coarseNow
    /// For reading files again, in pieces.
    private let pieces = ByteBuffer(initial: 64 * 1024, maximum: 64 * 1024)
    private var second = Int.min

    /// An empty cache for `site`.
    /// - Parameter capacity: the most bytes of memory.
    init(_ site: Site, capacity: Int) {
        self.site = site
        self.capacity = capacity
        kept = KeptResponses(
            within: .init(
                weight: capacity,
                descriptors: min(Self.mostDescriptors, DescriptorLimit.current / 8),
                missing: Self.mostMissing))
        generation = site.docroot.generation
    }

    // MARK: Time and change

    /// Called when requests have arrived and before they are answered. Processes all changes made
    /// before now.
    /// - Parameters:
    ///   - now: on the coarse monotonic clock.
    ///   - second: the time of day, in seconds since 1970.
    func refresh(now: Instant = .coarseNow, second: Int = WallClock.seconds) {
        self.now = now
        if second != self.second {
            // The clock was set back: a kept Last-Modified may be in the future.
            if second < self.second { removeResponses() }
            self.second = second
        }
        site.docroot.refreshWithoutWaiting()
        if site.docroot.generation != generation {
            generation = site.docroot.generation
            removeAll()
        }
        guard !directories.isEmpty else { return }
        for change in directories.changes() { apply(change) }
    }

    private func apply(_ change: WatchedDirectories.Change) {
        switch change {
        case .entry(let directory, let name): drop(directory, name)
        case .directory(let parent, let name):
            drop(parent, name)
            forget(parent.isEmpty ? name : parent + [.slash] + name)
        case .itself(let directory):
            forget(directory)
            dropListing(above: directory)
        case .all: removeAll()
        }
    }

    /// Drops everything at or below this directory, of which nothing is certain any more.
    private func forget(_ directory: [UInt8]) {
        guard let forgotten = directories.forget(directory) else { return removeAll() }
        for path in forgotten {
            kept.removeAll(in: path)
            outdated.remove(path)
        }
    }

    private func drop(_ directory: [UInt8], _ name: [UInt8]) {
        for response in kept.responses(in: directory) {
            if response.dependsOn(name) { kept.remove(response) }
        }
        dropListing(of: directory, name)
        dropListing(above: directory)
    }

    /// The modification time of a directory has changed: drops its parent's listing, which shows
    /// it, whether kept or outdated.
    private func dropListing(above directory: [UInt8]) {
        guard !directory.isEmpty, !(kept.isEmpty && outdated.isEmpty) else { return }
        let end = directory.lastIndex(of: .slash) ?? 0
        let child = directory[end...]
        dropListing(
            of: Array(directory[..<end]), Array(child.first == .slash ? child.dropFirst() : child))
    }

    private func dropListing(of directory: [UInt8], _ child: [UInt8]) {
        for response in kept.responses(in: directory) {
            guard let listing = response.listing else { continue }
            kept.remove(response)
            outdated.add(response.path.bytes, listing, child)
        }
        outdated.note(directory, child)
    }

    /// Whether there are outdated listings that can be renewed.
    var hasOutdated: Bool { !outdated.isEmpty }

    /// Takes an outdated listing and the names that changed since. Call it after `refresh`; the
    /// caller keeps the renewed listing.
    func takeOutdated(_ path: RequestPath) -> (KeptListing, Set<[UInt8]>)? {
        guard let found = outdated.take(path.bytes),
            now.nanoseconds(since: found.0.made) < Self.interval
        else { return nil }
        return found
    }

    private func removeResponses() {
        outdated.removeAll()
        kept.removeAll()
    }

    private func removeAll() {
        removeResponses()
        directories.removeAll()
    }

    // MARK: Finding

    /// The kept representation for this path, if it is still current.
    func find(_ key: Span<UInt8>) -> Representation? { entry(key)?.representation }

    /// The same as a cache entry.
    func entry(_ key: Span<UInt8>) -> CachedResponse? {
        guard let response = kept.find(key) else { return nil }
        let isRecent = now.nanoseconds(since: response.checked) < Self.interval
        if response.trust == .notices, isRecent { return response }
        guard isTrue(response, comparingContent: !isRecent) else {
            kept.remove(response)
            return nil
        }
        if !isRecent { response.checked = now }
        return response
    }

    /// Whether the file has the same state and, if compared, the same content as the kept response.
    ///
    /// The kernel updates a file's times when a clean page is first written through a mapping.
    /// While the page is dirty, further writes change nothing that `fstatat(2)` shows. A file whose
    /// content is not in the page cache cannot be compared here; it is read again as if it had
    /// never been kept.
    private func isTrue(_ response: CachedResponse, comparingContent: Bool) -> Bool {
        guard let state = response.state else { return false }
        // Made when the file had just changed. Now it may get a strong tag.
        if comparingContent, response.hasWeakTag { return false }
        guard comparingContent, case .bytes = response.representation.content else {
            return site.docroot.status(of: response.path)?.state == state
        }
        return withFile(response.path, in: state) { response.hasContent(of: $0, in: pieces) }
    }

    /// The result of `body` for the file at a path; false if the file has another state, or cannot
    /// be found without waiting for a disk.
    private func withFile(
        _ path: RequestPath, in state: FileState, _ body: (borrowing Descriptor) -> Bool
    ) -> Bool {
        do throws(WouldBlock) {
            switch try site.docroot.resolveWithoutWaiting(path) {
            case .file(let file, let status): return status.state == state && body(file)
            default: return false
            }
        } catch {
            return false
        }
    }

    // MARK: Keeping

    /// Keeps a representation that has just been sent, if its changes can be detected.
    func keep(_ key: [UInt8], _ representation: Representation, _ origin: Origin) {
        guard capacity > 0, site.docroot.traits.isLocal else { return }
        switch origin {
        case .file(let path, let status, let absent):
            keep(key, path, status, absent, representation)
        case .listing(let path, let listing): keep(key, path, listing, representation)
        case .nothing(let path): keepMissing(key, path, representation)
        case .substitute, .singlePage: break
        }
    }

    /// Keeps a file.
    /// - Parameters:
    ///   - status: of the file, from before its content was read.
    ///   - absent: names beside it of which there was nothing.
    private func keep(
        _ key: [UInt8], _ path: RequestPath, _ status: FileStatus, _ absent: [[UInt8]],
        _ found: Representation
    ) {
        guard found.content.count == status.size else { return }
        let isWatched = watch(path.parentBytes)
        guard absent.isEmpty || isWatched && isMissing(absent, in: path.parentBytes) else { return }
        let trust =
            isWatched && status.linkCount == 1 && !isSymbolicLink(path)
            ? CachedResponse.Trust.notices : .revalidate
        if trust == .revalidate,
            !status.state.isSettled(at: WallClock.nanoseconds, for: Self.settling)
        {
            return
        }
        // From here on changes are reported or checked. One made before must be found here.
        guard site.docroot.status(of: path)?.state == status.state else { return }
        var representation = found
        if case .file(let range) = found.content, range.count <= Self.inMemory {
            let read = try? range.file.contents(count: range.count, mayWait: false)
            guard let read, read.count == range.count else { return }
            representation = found.with(.bytes(read))
        }
        kept.insert(
            CachedResponse(
                key: key, path: path, state: status.state, absent: absent,
                representation: representation, trust: trust, checked: now))
    }

    /// Keeps a new listing.
    private func keep(
        _ key: [UInt8], _ path: RequestPath, _ listing: KeptListing,
        _ representation: Representation
    ) {
        let folders = listing.subdirectories
        guard !listing.hasLinks, folders.count <= Self.watchedFolders else { return }
        // Changes before the watch were not reported, so the listing is kept only the next time.
        var wasWatched = directories.isWatched(path.bytes)
        var isWatched = watch(path.bytes[...])
        for folder in folders where isWatched {
            let child = path.appending(folder).bytes
            wasWatched = wasWatched && directories.isWatched(child)
            isWatched = watch(child[...])
        }
        guard isWatched, wasWatched else { return }
        kept.insert(
            CachedResponse(
                key: key, path: path, listing: listing, representation: representation,
                trust: .notices, checked: listing.made))
    }

    /// Keeps a 404 for a path.
    private func keepMissing(
        _ key: [UInt8], _ path: RequestPath, _ representation: Representation
    ) {
        guard kept.hasRoomForMissing, watch(path.parentBytes) else { return }
        guard isMissing([path.name], in: path.parentBytes) else { return }
        kept.insert(
            CachedResponse(
                key: key, path: path, representation: representation, trust: .notices,
                checked: now))
    }

    /// Whether there is nothing of these names in a directory that is watched: from then on what
    /// appears is announced, this looks for what has just appeared. A symbolic link that leads
    /// nowhere may lead somewhere without anything happening here.
    private func isMissing(_ names: [[UInt8]], in directory: ArraySlice<UInt8>) -> Bool {
        guard let parent = site.docroot.directory(directory),
            (try? parent.status())?.isRemoved == false
        else { return false }
        for name in names where parent.status(ofEntry: name) != nil { return false }
        return true
    }

    /// Watches a directory and those above it, if possible.
    private func watch(_ directory: ArraySlice<UInt8>) -> Bool {
        if directories.isFull { removeAll() }
        return directories.watch(directory, site.docroot)
    }

    private func isSymbolicLink(_ path: RequestPath) -> Bool {
        site.docroot.directory(path.parentBytes)?.status(ofEntry: path.name)?.kind != .regular
    }
}
