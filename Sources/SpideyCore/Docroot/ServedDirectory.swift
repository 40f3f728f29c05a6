import Synchronization
import SystemCalls

/// A descriptor of the directory that has a certain path, also after another one has taken the
/// path: people remove a site and make it again while it is served.
///
/// Paths and descriptors are compared by device and inode. A new directory takes the number of the
/// old one in one step, so that all threads may go on using it.
struct ServedDirectory: ~Copyable {
    /// Nanoseconds between two looks while all that is asked for is found.
    private static let interval: Int64 = 1_000_000_000
    /// The same while something is not: it may lie in a directory that has taken the place.
    private static let intervalOfMisses: Int64 = 10_000_000

    /// The directory.
    let descriptor: Descriptor
    /// Absolute; a symbolic link in it is followed anew each time.
    private let name: String
    /// Of the coarse monotonic clock.
    private let lastLook: Atomic<Int64>
    private let replacements = Atomic<Int>(0)
    private let isLocal: Atomic<Bool>
    private let tells: Atomic<Bool>

    /// Opens the directory.
    init(_ path: String) throws(SystemError) {
        let opened = try Descriptor.openDirectory(path)
        var name = path
        if !path.hasPrefix("/"), let start = try Descriptor.openDirectory(".").path {
            name = start + "/" + path
        }
        self.name = name
        lastLook = Atomic(Instant.coarseNow.nanoseconds)
        let traits = opened.fileSystem
        isLocal = Atomic(traits.isLocal)
        tells = Atomic(traits.tells)
        descriptor = opened
    }

    /// Of the file system that it is on.
    var traits: FileSystemTraits {
        FileSystemTraits(
            isLocal: isLocal.load(ordering: .relaxed), tells: tells.load(ordering: .relaxed))
    }

    /// Where it is now; never shown to a client.
    var path: String { descriptor.path ?? name }

    /// How often another directory has taken the place. What was remembered under another number
    /// may no longer hold.
    var generation: Int { replacements.load(ordering: .relaxed) }

    /// Looks whether another directory has taken the place, once a second. A process forked from
    /// this one begins with what this one knows.
    @inline(__always)
    func refreshNowAndThen() {
        if isDue(Self.interval) { _ = refresh() }
    }

    /// Something is not there. Looks whether the directory still is; whether another one has taken
    /// its place only now and then.
    /// - Returns: whether it is worth looking again.
    func refreshAfterMiss() -> Bool {
        let isGone = (try? descriptor.status())?.isRemoved ?? false
        return isGone || isDue(Self.intervalOfMisses) ? refresh() : false
    }

    private func isDue(_ interval: Int64) -> Bool {
        let now = Instant.coarseNow.nanoseconds
        let last = lastLook.load(ordering: .relaxed)
        // One of several threads looks.
        return now - last >= interval
            && lastLook.compareExchange(expected: last, desired: now, ordering: .relaxed).exchanged
    }

    /// - Returns: whether another directory has taken the place, here or in another thread.
    private func refresh() -> Bool {
        guard let own = try? descriptor.identity(),
            let other = FileIdentity(ofDirectory: name), other != own,
            let opened = try? Descriptor.openDirectory(name)
        else { return false }
        let traits = opened.fileSystem
        guard (try? descriptor.replace(with: opened)) != nil else { return false }
        isLocal.store(traits.isLocal, ordering: .relaxed)
        tells.store(traits.tells, ordering: .relaxed)
        replacements.add(1, ordering: .releasing)
        return true
    }
}
