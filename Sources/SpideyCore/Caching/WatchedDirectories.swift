import SystemCalls

/// The directories whose changes the kernel reports to a cache: all those on the path from the
/// docroot to a cached file, because renaming any of them changes what the path resolves to.
///
/// A directory is watched only if all those above it are, so that every change of its path is
/// reported.
struct WatchedDirectories: ~Copyable {
    /// The most directories; beyond it all watches are dropped.
    static let limit = 4096
    /// The most watches that `forget` ends at once, which takes some milliseconds.
    static let forgottenAtOnce = 512

    /// Identifies a directory while it is watched.
    private typealias Number = ChangeNotices.Watch

    /// A change. Paths are relative to the docroot, whose own path is empty.
    enum Change: Equatable {
        /// An entry of a directory that is not itself a directory.
        case entry(directory: [UInt8], name: [UInt8])
        /// A directory in a directory: paths through it may resolve differently now.
        case directory(parent: [UInt8], name: [UInt8])
        /// A watched directory itself: paths through it may resolve differently now.
        case itself([UInt8])
        /// Anything: notices were lost.
        case all
    }

    /// A watched directory.
    private struct Node {
        let number: Number
        /// The paths of the watched directories in it.
        var children: Set<[UInt8]> = []
    }

    private var notices: ChangeNotices?
    /// By path. Contains only directories that exist and can be watched, because clients can ask
    /// for any number of others.
    private var nodes: [[UInt8]: Node] = [:]
    private var paths: [Number: [UInt8]] = [:]

    /// No watched directories.
    init() { notices = try? ChangeNotices() }

    /// Ends all watches.
    mutating func removeAll() {
        guard !nodes.isEmpty else { return }
        notices.take()?.closeApart()
        self = WatchedDirectories()
    }

    /// The number of watched directories.
    var count: Int { nodes.count }

    /// Whether nothing is watched, so that there can be no changes.
    var isEmpty: Bool { nodes.isEmpty }

    /// Whether the limit is reached.
    var isFull: Bool { nodes.count >= Self.limit }

    /// Whether this directory is watched already.
    func isWatched(_ path: [UInt8]) -> Bool { nodes[path] != nil }

    // MARK: Watching

    /// Watches the directory at `path` and those above it.
    /// - Returns: false if changes of one of them cannot be reported, or one of them is a symbolic
    ///   link.
    mutating func watch(_ path: ArraySlice<UInt8>, _ docroot: borrowing Docroot) -> Bool {
        var end = path.startIndex
        var parent: [UInt8]?
        while true {
            let directory = Array(path[path.startIndex..<end])
            guard watchOne(directory, in: parent, docroot) else { return false }
            guard end < path.endIndex else { return true }
            parent = directory
            if end > path.startIndex { end += 1 }
            end = path[end...].firstIndex(of: .slash) ?? path.endIndex
        }
    }

    private mutating func watchOne(
        _ path: [UInt8], in parent: [UInt8]?, _ docroot: borrowing Docroot
    ) -> Bool {
        if nodes[path] != nil { return true }
        // The kernel gives a directory the same number under every path. If another path has it,
        // the directory was just moved, and the notice has not been read yet.
        guard let number = add(path, docroot), paths[number] == nil else { return false }
        nodes[path] = Node(number: number)
        paths[number] = path
        if let parent { nodes[parent]?.children.insert(path) }
        return true
    }

    private mutating func add(_ path: [UInt8], _ docroot: borrowing Docroot) -> Number? {
        guard let directory = docroot.directory(path[...]),
            directory.fileSystem.reportsChanges
        else {
            return nil
        }
        // The user's limit of instances may have been reached before and not be reached now.
        if notices == nil { notices = try? ChangeNotices() }
        switch notices {
        case .some(let notices): return try? notices.watch(directory)
        case .none: return nil
        }
    }

    // MARK: Changes

    /// The changes since the last call, in order.
    func changes() -> [Change] {
        var changes: [Change] = []
        switch notices {
        case .none: break
        case .some(let notices):
            // Notices of ended watches are ignored.
            notices.drain { notice in
                switch notice {
                case .entry(let number, let name):
                    guard let path = paths[number] else { return }
                    changes.append(.entry(directory: path, name: name))
                case .directory(let number, let name):
                    guard let path = paths[number] else { return }
                    changes.append(.directory(parent: path, name: name))
                case .itself(let number):
                    guard let path = paths[number] else { return }
                    changes.append(.itself(path))
                case .overflow: changes.append(.all)
                }
            }
        }
        return changes
    }

    /// Ends the watches of the directory at `path` and of all below it.
    /// - Returns: the paths of those that were watched; nil when ending all watches (`removeAll`)
    ///   is cheaper, because there are more than `forgottenAtOnce` or the path is the docroot.
    mutating func forget(_ path: [UInt8]) -> [[UInt8]]? {
        guard !path.isEmpty else { return nil }
        guard nodes[path] != nil else { return [] }
        var found = [path]
        var next = 0
        while next < found.count {
            found += nodes[found[next]]?.children ?? []
            next += 1
            if found.count > Self.forgottenAtOnce { return nil }
        }
        for directory in found { end(directory) }
        nodes[Array(path[..<(path.lastIndex(of: .slash) ?? 0)])]?.children.remove(path)
        return found
    }

    private mutating func end(_ path: [UInt8]) {
        guard let node = nodes.removeValue(forKey: path) else { return }
        paths[node.number] = nil
        switch notices {
        case .some(let notices): notices.unwatch(node.number)
        case .none: break
        }
    }
}
