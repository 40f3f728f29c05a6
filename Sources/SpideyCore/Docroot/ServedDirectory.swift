import Synchronization
import SystemCalls

/// A descriptor of the directory at a certain path, which follows replacements: people remove a
/// site and create it again while it is served.
///
/// Path and descriptor are compared by device and inode. A new directory is put under the old
/// descriptor number atomically (`dup3(2)`), so all threads can keep using it.
struct ServedDirectory: ~Copyable {
    /// Nanoseconds between two checks while every requested path is found.
    private static let interval: Int64 = 1_000_000_000
    /// The same while paths are not found: they may exist in a new directory.
    private static let intervalOfMisses: Int64 = 10_000_000

    /// The directory.
    let descriptor: Descriptor
    /// The absolute path; symbolic links in it are followed at each check.
    private let name: String
    /// The time of the last check, on the coarse monotonic clock.
    private let lastCheck: Atomic<Int64>
    private let replacements = Atomic<Int>(0)
    private let isLocal: Atomic<Bool>
    private let reportsChanges: Atomic<Bool>

    /// Opens the directory.
    init(_ path: String) throws(SystemError) {
        let opened = try Descriptor.openDirectory(path)
        var name = path
        if !path.hasPrefix("/"), let start = try Descriptor.openDirectory(".").path {
            name = start + "/" + path
        }
        self.name = name
        lastCheck = Atomic(Instant.coarseNow.nanoseconds)
        let traits = opened.fileSystem
        isLocal = Atomic(traits.isLocal)
        reportsChanges = Atomic(traits.reportsChanges)
        descriptor = opened
    }

    /// The traits of its file system.
    var traits: FileSystemTraits {
        FileSystemTraits(
            isLocal: isLocal.load(ordering: .relaxed),
            reportsChanges: reportsChanges.load(ordering: .relaxed))
    }

    /// Its present path; never shown to a client.
    var path: String { descriptor.path ?? name }

    /// How often the directory has been replaced. Cached facts from another generation may be
    /// wrong.
    var generation: Int { replacements.load(ordering: .relaxed) }

    /// Checks for a replacement, at most once a second. A forked process inherits the result of the
    /// last check.
    @inline(__always)
    func refreshPeriodically() {
        if isDue(Self.interval) { _ = refresh() }
    }

    /// Called when a path was not found. Checks whether the directory still exists and, at most
    /// once in `intervalOfMisses`, whether it was replaced.
    /// - Returns: whether to look up the path again.
    func refreshAfterMiss() -> Bool {
        let isGone = (try? descriptor.status())?.isRemoved ?? false
        return isGone || isDue(Self.intervalOfMisses) ? refresh() : false
    }

    private func isDue(_ interval: Int64) -> Bool {
        let now = Instant.coarseNow.nanoseconds
        let last = lastCheck.load(ordering: .relaxed)
        // Only one of several threads checks.
        return now - last >= interval
            && lastCheck.compareExchange(expected: last, desired: now, ordering: .relaxed).exchanged
    }

    /// - Returns: whether the directory was replaced, in this thread or another one.
    private func refresh() -> Bool {
        guard let own = try? descriptor.identity(),
            let other = FileIdentity(ofDirectory: name), other != own,
            let opened = try? Descriptor.openDirectory(name)
        else { return false }
        let traits = opened.fileSystem
        guard (try? descriptor.replace(with: opened)) != nil else { return false }
        isLocal.store(traits.isLocal, ordering: .relaxed)
        reportsChanges.store(traits.reportsChanges, ordering: .relaxed)
        replacements.add(1, ordering: .releasing)
        return true
    }
}
