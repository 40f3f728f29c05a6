import HTTPWire
import Sockets
import SystemCalls

/// What one process has answered and can answer again: small files with their header fields,
/// descriptors of larger ones, and listings.
///
/// It is never stale. `refresh` comes between the arrival of requests and their answers and learns
/// what has changed before then, from the kernel (`inotify(7)`). What the kernel does not tell of
/// (another machine's or another layer's changes, other names of the same file, writes through
/// mappings) is found by looking: for each request where a path or a file system is known for it,
/// once in `interval` elsewhere. Decision 0011 has the cases.
final class ResponseCache {
    /// Content up to this size is kept in memory.
    static let inMemory = 256 * 1024
    /// Descriptors kept open at most.
    private static let mostDescriptors = 512
    /// The same where this process may have few: an eighth of them.
    private let descriptors = min(mostDescriptors, DescriptorLimit.current / 8)
    /// Nanoseconds for which the word of the kernel is enough.
    private static let interval: Int64 = 1_000_000_000
    /// Nanoseconds after a change in which another one may leave the file's state the same: kernels
    /// stamp files by the tick.
    private static let settling: Int64 = 100_000_000

    private let site: Site
    private let capacity: Int
    private var responses: [UInt64: CachedResponse] = [:]
    private var byDirectory: [[UInt8]: [CachedResponse]] = [:]
    private var directories = WatchedDirectories()
    private var outdated = OutdatedListings()
    /// All of them, in the order in which they are looked at when room is needed (the CLOCK
    /// algorithm: Corbató, "A paging experiment with the Multics system", 1968).
    private var ring: [CachedResponse] = []
    private var hand = 0
    private var weight = 0
    private var openFiles = 0
    private var missing = 0
    private var generation: Int
    private var now = Instant.coarseNow
    private let seed = UInt64.random(in: 0 ... .max)

    /// Status line, Date and Server of a 200 and of a 404, for this second.
    private(set) var beginning: [UInt8] = []
    private(set) var beginningOfMissing: [UInt8] = []
    private var second = Int.min

    /// An empty cache for `site`.
    /// - Parameter capacity: bytes of memory at most.
    init(_ site: Site, capacity: Int) {
        self.site = site
        self.capacity = capacity
        generation = site.docroot.generation
    }

    // MARK: Time and change

    /// Requests have come and are about to be answered: learns what has changed before now.
    func refresh() {
        now = .coarseNow
        let second = WallClock.seconds
        if second != self.second {
            // The clock was set back: a Last-Modified that was kept may lie in the future.
            if second < self.second { removeAll() }
            self.second = second
            beginning = HTTPHandler.beginning(.ok, second)
            beginningOfMissing = HTTPHandler.beginning(.notFound, second)
        }
        site.docroot.refreshWithoutWaiting()
        if site.docroot.generation != generation {
            generation = site.docroot.generation
            removeAll()
        }
        guard !directories.isEmpty else { return }
        var isLost = false
        directories.drain { change in
            guard let change else { return isLost = true }
            drop(change.directory, change.name)
        }
        if isLost { removeAll() }
    }

    private func drop(_ directory: [UInt8], _ name: [UInt8]) {
        for response in byDirectory[directory] ?? [] {
            if let listing = response.listing {
                remove(response)
                outdated.add(response.path.bytes, listing, name)
            } else if response.path.name == name {
                remove(response)
            }
        }
        outdated.note(directory, name)
        // Its time has changed, which its parent's listing shows, kept or outdated.
        guard !directory.isEmpty, !(byDirectory.isEmpty && outdated.isEmpty) else { return }
        let end = directory.lastIndex(of: .slash) ?? 0
        let child = directory[end...]
        dropListing(
            of: Array(directory[..<end]), Array(child.first == .slash ? child.dropFirst() : child))
    }

    private func dropListing(of directory: [UInt8], _ child: [UInt8]) {
        for response in byDirectory[directory] ?? [] {
            guard let listing = response.listing else { continue }
            remove(response)
            outdated.add(response.path.bytes, listing, child)
        }
        outdated.note(directory, child)
    }

    /// A listing that was kept until something changed, and what has changed since: to be asked for
    /// after `refresh`, and kept again.
    func takeOutdated(_ path: RequestPath) -> (KeptListing, Set<[UInt8]>)? {
        guard let found = outdated.take(path.bytes),
            now.nanoseconds(since: found.0.made) < Self.interval
        else { return nil }
        return found
    }

    private func removeAll() {
        outdated.removeAll()
        responses.removeAll()
        byDirectory.removeAll()
        ring.removeAll()
        directories.removeAll()
        (hand, weight, openFiles, missing) = (0, 0, 0, 0)
    }

    // MARK: Finding

    /// What was answered to a request for this path, if that is still true.
    func find(_ key: Span<UInt8>) -> CachedResponse? {
        let hash = hash(key)
        guard let response = responses[hash] else { return nil }
        let known = response.key
        guard key.isEqual(to: known.span) else { return nil }
        let age = now.nanoseconds(since: response.checked)
        if response.trust == .notices, age < Self.interval { return use(response) }
        guard let state = response.state,
            site.docroot.status(of: response.path)?.state == state
        else {
            remove(response)
            return nil
        }
        response.checked = now
        return use(response)
    }

    private func use(_ response: CachedResponse) -> CachedResponse {
        response.isWanted = true
        return response
    }

    private func hash(_ key: Span<UInt8>) -> UInt64 {
        // FNV-1a with a secret start; only what the docroot has is ever inserted.
        var hash = seed
        for index in key.indices { hash = (hash ^ UInt64(key[index])) &* 0x100_0000_01b3 }
        return hash ^ hash >> 32
    }

    private func hash(of response: CachedResponse) -> UInt64 {
        let key = response.key
        return hash(key.span)
    }

    // MARK: Keeping

    /// Keeps what has just been answered from a file.
    /// - Parameters:
    ///   - status: of the file, from before its content was read.
    ///   - fields: from Content-Type to the empty line.
    func keep(
        _ key: [UInt8], _ path: RequestPath, _ status: FileStatus, _ range: FileRange,
        fields: ArraySlice<UInt8>
    ) {
        guard range.offset == 0, range.count == status.size, capacity > 0,
            site.docroot.traits.isLocal
        else { return }
        let trust =
            watch(path.parentBytes) && status.linkCount == 1 && !isSymbolicLink(path)
            ? CachedResponse.Trust.notices : .looks
        if trust == .looks, !status.isSettled(Self.settling) { return }
        // From here on every change is told of, or seen; this one would not have been.
        guard site.docroot.status(of: path)?.state == status.state else { return }
        var bytes = Array(fields)
        let content: CachedResponse.Content
        if range.count <= Self.inMemory {
            guard let read = range.file.contents(count: range.count) else { return }
            bytes += read
            content = .memory
        } else {
            content = .file(range.file, size: range.count)
        }
        insert(
            CachedResponse(
                key: key, path: path, state: status.state, bytes: bytes,
                fieldCount: fields.count, content: content, trust: trust, checked: now))
    }

    /// Keeps a listing that has just been made.
    /// - Parameters:
    ///   - page: the whole content.
    ///   - fields: from Content-Type to the empty line.
    func keep(
        _ key: [UInt8], _ path: RequestPath, _ listing: KeptListing, page: [UInt8],
        fields: ArraySlice<UInt8>
    ) {
        let folders = listing.subdirectories
        guard capacity > 0, !listing.hasLinks, folders.count <= Self.watchedFolders,
            site.docroot.traits.isLocal
        else { return }
        // What changed before it was watched nobody would have told of: next time.
        var wasWatched = directories.isWatched(path.bytes)
        var isWatched = watch(path.bytes[...])
        for folder in folders where isWatched {
            let child = path.appending(folder).bytes
            wasWatched = wasWatched && directories.isWatched(child)
            isWatched = watch(child[...])
        }
        guard isWatched, wasWatched else { return }
        insert(
            CachedResponse(
                key: key, path: path, listing: listing, state: nil, bytes: Array(fields) + page,
                fieldCount: fields.count, content: .memory, trust: .notices,
                checked: listing.made))
    }

    /// Answers kept at most that say that there is nothing: clients can ask for anything.
    private static let missingKept = 1024

    /// Keeps the answer that there is nothing at a path.
    /// - Parameters:
    ///   - page: the whole content.
    ///   - fields: from Content-Type to the empty line.
    func keepMissing(
        _ key: [UInt8], _ path: RequestPath, page: [UInt8], fields: ArraySlice<UInt8>
    ) {
        guard capacity > 0, missing < Self.missingKept, site.docroot.traits.isLocal,
            watch(path.parentBytes)
        else { return }
        // From here on what appears is told of; this looks for what has just appeared.
        // A symbolic link that leads nowhere may lead somewhere without anything happening here.
        guard let parent = site.docroot.directory(path.parentBytes),
            (try? parent.status())?.isRemoved == false, parent.status(ofEntry: path.name) == nil
        else { return }
        insert(
            CachedResponse(
                key: key, path: path, isMissing: true, state: nil, bytes: Array(fields) + page,
                fieldCount: fields.count, content: .memory, trust: .notices, checked: now))
    }

    /// Subdirectories of a listing that is kept: each has to be watched.
    private static let watchedFolders = 64

    /// Watches a directory and those above it, if they can be.
    private func watch(_ directory: ArraySlice<UInt8>) -> Bool {
        if directories.isFull { removeAll() }
        return directories.watch(directory, site.docroot)
    }

    private func isSymbolicLink(_ path: RequestPath) -> Bool {
        site.docroot.directory(path.parentBytes)?.status(ofEntry: path.name)?.kind != .regular
    }

    private func insert(_ response: CachedResponse) {
        guard response.weight <= capacity / 8 else { return }
        let key = hash(of: response)
        if let old = responses[key] { remove(old) }
        if response.holdsDescriptor {
            guard openFiles < descriptors || makeRoomForDescriptor() else { return }
        }
        while weight + response.weight > capacity, let victim = nextVictim() { remove(victim) }
        responses[key] = response
        byDirectory[Array(response.directory), default: []].append(response)
        response.place = ring.count
        ring.append(response)
        weight += response.weight
        if response.holdsDescriptor { openFiles += 1 }
        if response.isMissing { missing += 1 }
    }

    private func remove(_ response: CachedResponse) {
        let key = hash(of: response)
        guard responses[key] === response else { return }
        responses[key] = nil
        let directory = Array(response.directory)
        byDirectory[directory]?.removeAll { $0 === response }
        if byDirectory[directory]?.isEmpty == true { byDirectory[directory] = nil }
        let last = ring.removeLast()
        if last !== response {
            ring[response.place] = last
            last.place = response.place
        }
        weight -= response.weight
        if response.holdsDescriptor { openFiles -= 1 }
        if response.isMissing { missing -= 1 }
    }

    /// The next one that was not asked for since the hand came by last.
    private func nextVictim() -> CachedResponse? {
        for _ in 0..<2 * ring.count {
            if hand >= ring.count { hand = 0 }
            let response = ring[hand]
            if !response.isWanted { return response }
            response.isWanted = false
            hand += 1
        }
        return nil
    }

    private func makeRoomForDescriptor() -> Bool {
        for _ in 0..<2 * ring.count {
            guard let victim = nextVictim() else { return false }
            let isEnough = victim.holdsDescriptor
            remove(victim)
            if isEnough { return true }
        }
        return false
    }
}
