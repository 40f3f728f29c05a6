import SystemCalls

/// The directories of which the kernel reports changes to a cache: each one on the way from the
/// docroot to what is cached, for renaming any of them makes a path lead elsewhere.
///
/// A directory is watched only if all those above it are: whatever happens to its path is reported.
struct WatchedDirectories: ~Copyable {
    /// Directories at most; beyond it all is forgotten and begun anew.
    static let limit = 4096
    /// Watches ended at once at most (`forget`): some milliseconds.
    static let forgottenAtOnce = 512

    /// Which directory, for how long it is watched.
    private typealias Number = ChangeNotices.Watch

    /// What has changed. Paths are of the docroot, which is empty itself.
    enum Change: Equatable {
        /// The entry of a directory, itself none.
        case entry(directory: [UInt8], name: [UInt8])
        /// A directory in a directory: no path through it is certain any more.
        case directory(parent: [UInt8], name: [UInt8])
        /// A watched directory: no path through it is certain any more.
        case itself([UInt8])
        /// Anything: notices were lost.
        case all
    }

    /// A directory that is watched.
    private struct Node {
        let number: Number
        /// The paths of those watched ones that are in it.
        var children: Set<[UInt8]> = []
    }

    private var notices: ChangeNotices?
    /// By path. Only directories that are there and can be watched: clients can ask for any number
    /// of others.
    private var nodes: [[UInt8]: Node] = [:]
    private var paths: [Number: [UInt8]] = [:]

    /// None.
    init() { notices = try? ChangeNotices() }

    /// Forgets all.
    mutating func removeAll() {
        guard !nodes.isEmpty else { return }
        notices.take()?.closeApart()
        self = WatchedDirectories()
    }

    /// How many there are.
    var count: Int { nodes.count }

    /// Whether anything is watched, so that there may be changes.
    var isEmpty: Bool { nodes.isEmpty }

    /// Whether one more chain of directories might be too many.
    var isFull: Bool { nodes.count >= Self.limit }

    /// Whether this directory is watched already.
    func isWatched(_ path: [UInt8]) -> Bool { nodes[path] != nil }

    // MARK: Watching

    /// Watches the directory at `path` and those above it.
    /// - Returns: false when changes of one of them cannot be reported, or a symbolic link leads
    ///   there.
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
        // The kernel gives one number to a directory, whatever its path. If another path has it,
        // the directory was moved a moment ago, and the notice of that has not been read.
        guard let number = add(path, docroot), paths[number] == nil else { return false }
        nodes[path] = Node(number: number)
        paths[number] = path
        if let parent { nodes[parent]?.children.insert(path) }
        return true
    }

    private mutating func add(_ path: [UInt8], _ docroot: borrowing Docroot) -> Number? {
        guard let directory = docroot.directory(path[...]), directory.fileSystem.tells else {
            return nil
        }
        // This user may have had too many instances before, and others may have ended since.
        if notices == nil { notices = try? ChangeNotices() }
        switch notices {
        case .some(let notices): return try? notices.watch(directory)
        case .none: return nil
        }
    }

    // MARK: Changes

    /// What has changed since the last call, in the order in which it did.
    func changes() -> [Change] {
        var changes: [Change] = []
        switch notices {
        case .none: break
        case .some(let notices):
            // The notices of watches that are over are nobody's business.
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
    /// - Returns: the paths of those that were watched; nil when it is cheaper to forget all
    ///   (`removeAll`), because there are more than `forgottenAtOnce` or it is the docroot.
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
