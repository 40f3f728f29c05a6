import HTTPServer
import SystemCalls

/// What one process has answered and can answer again: small files with their header fields,
/// descriptors of larger ones, and listings.
///
/// `refresh` comes between the arrival of requests and their answers and learns what has changed
/// before then, from the kernel (`inotify(7)`): of that, no answer is older than the request. What
/// the kernel does not report (another layer's changes, other names of the same file) is found by
/// checking the file's state: for each request where a path or a file system is known for it, once
/// in `interval` elsewhere. What does not even show in the file's state (writes through a mapping)
/// is found by comparing the content, once in `interval`. Decision 0011 has the cases.
final class ResponseCache {
    /// Content up to this size is kept in memory.
    static let inMemory = 256 * 1024
    /// Descriptors kept open at most; an eighth of those that this process may have, if that is
    /// less.
    private static let mostDescriptors = 512
    /// Answers kept at most that say that there is nothing.
    private static let mostMissing = 1024
    /// Subdirectories at most of a listing that is kept: each has to be watched.
    private static let watchedFolders = 64
    /// Nanoseconds for which the word of the kernel is enough.
    private static let interval: Int64 = 1_000_000_000
    /// Nanoseconds after a change in which another one may leave the file's state the same: kernels
    /// stamp files by the tick.
    private static let settling: Int64 = 100_000_000

    private let site: Site
    private let capacity: Int
    private let kept: KeptResponses
    private var directories = WatchedDirectories()
    private var outdated = OutdatedListings()
    private var generation: Int
    private var now = Instant.coarseNow
    /// For reading files anew, in pieces.
    private let pieces = ByteBuffer(initial: 64 * 1024, maximum: 64 * 1024)
    private var second = Int.min

    /// An empty cache for `site`.
    /// - Parameter capacity: bytes of memory at most.
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

    /// Requests have come and are about to be answered: learns what has changed before now.
    /// - Parameters:
    ///   - now: on the coarse monotonic clock.
    ///   - second: the time of day, in seconds since 1970.
    func refresh(now: Instant = .coarseNow, second: Int = WallClock.seconds) {
        self.now = now
        if second != self.second {
            // The clock was set back: a Last-Modified that was kept may lie in the future.
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

    /// Nothing at or below this directory is certain any more. All else is.
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

    /// The time of a directory, which its parent's listing shows, kept or outdated, has changed.
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

    /// Whether there may be a listing that was kept until something changed.
    var hasOutdated: Bool { !outdated.isEmpty }

    /// A listing that was kept until something changed, and what has changed since: to be asked for
    /// after `refresh`, and kept again.
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

    /// What was answered to a request for this path, if that is still true.
    func find(_ key: Span<UInt8>) -> Representation? { entry(key)?.representation }

    /// The same with what is known about it.
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

    /// Whether the file is in the state in which it was, and has the content that is kept of it.
    ///
    /// The kernel stamps a file when a page of it that is clean is first written to through a
    /// mapping; while the page is dirty, further writes change neither a stamp nor anything else
    /// that `fstatat(2)` would show. A file whose content has left the page cache cannot be
    /// compared here, and is read again as if it had never been kept.
    private func isTrue(_ response: CachedResponse, comparingContent: Bool) -> Bool {
        guard let state = response.state else { return false }
        // Made when the file had just changed. Now it may get a strong tag.
        if comparingContent, response.hasWeakTag { return false }
        guard comparingContent, case .bytes = response.representation.content else {
            return site.docroot.status(of: response.path)?.state == state
        }
        return withFile(response.path, in: state) { response.hasContent(of: $0, in: pieces) }
    }

    /// What `body` says of the file at a path; false when it is not in this state, or not found
    /// without waiting for a disk.
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

    /// Keeps what has just been answered, if that can be.
    func keep(_ key: [UInt8], _ representation: Representation, _ origin: Origin) {
        guard capacity > 0, site.docroot.traits.isLocal else { return }
        switch origin {
        case .file(let path, let status, let absent):
            keep(key, path, status, absent, representation)
        case .listing(let path, let listing): keep(key, path, listing, representation)
        case .nothing(let path): keepMissing(key, path, representation)
        case .substitute: break
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
        // From here on every change is announced, or seen; this one would not have been.
        guard site.docroot.status(of: path)?.state == status.state else { return }
        var representation = found
        if case .file(let range) = found.content, range.count <= Self.inMemory {
            let read = range.file.contents(count: range.count, mayWait: false)
            guard let read, read.count == range.count else { return }
            representation = found.with(.bytes(read))
        }
        kept.insert(
            CachedResponse(
                key: key, path: path, state: status.state, absent: absent,
                representation: representation, trust: trust, checked: now))
    }

    /// Keeps a listing that has just been made.
    private func keep(
        _ key: [UInt8], _ path: RequestPath, _ listing: KeptListing,
        _ representation: Representation
    ) {
        let folders = listing.subdirectories
        guard !listing.hasLinks, folders.count <= Self.watchedFolders else { return }
        // What changed before it was watched was not announced: next time.
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

    /// Keeps the answer that there is nothing at a path.
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

    /// Watches a directory and those above it, if they can be.
    private func watch(_ directory: ArraySlice<UInt8>) -> Bool {
        if directories.isFull { removeAll() }
        return directories.watch(directory, site.docroot)
    }

    private func isSymbolicLink(_ path: RequestPath) -> Bool {
        site.docroot.directory(path.parentBytes)?.status(ofEntry: path.name)?.kind != .regular
    }
}
