import SystemCalls

/// The directories whose changes a cache is told of: each one on the way from the docroot to what
/// is cached, for renaming any of them makes a path lead elsewhere.
struct WatchedDirectories: ~Copyable {
    /// Directories at most; beyond it all is forgotten and begun anew.
    private static let limit = 4096

    /// Which directory, for how long it is watched.
    typealias Number = ChangeNotices.Watch

    private var notices: ChangeNotices?
    /// By path. Only those that are there and tell: clients can ask for any number of others.
    private var numbers: [[UInt8]: Number] = [:]
    private var paths: [Number: [UInt8]] = [:]

    /// None. Where notices cannot be had, no directory is ever watched.
    init() { notices = try? ChangeNotices() }

    /// Forgets all.
    mutating func removeAll() { self = WatchedDirectories() }

    /// Whether one more chain of directories might be too many.
    var isFull: Bool { numbers.count >= Self.limit }

    /// Watches the directory at `path` and those above it.
    /// - Returns: false when one of them does not tell of changes, or a symbolic link leads to it.
    mutating func watch(_ path: ArraySlice<UInt8>, _ docroot: borrowing Docroot) -> Bool {
        var end = path.startIndex
        while true {
            guard watchOne(path[path.startIndex..<end], docroot) else { return false }
            guard end < path.endIndex else { return true }
            if end > path.startIndex { end += 1 }
            end = path[end...].firstIndex(of: .slash) ?? path.endIndex
        }
    }

    /// Whether this directory is watched already.
    func isWatched(_ path: [UInt8]) -> Bool { numbers[path] != nil }

    private mutating func watchOne(
        _ path: ArraySlice<UInt8>, _ docroot: borrowing Docroot
    ) -> Bool {
        let key = Array(path)
        if numbers[key] != nil { return true }
        guard let number = add(path, docroot) else { return false }
        numbers[key] = number
        paths[number] = key
        return true
    }

    private func add(_ path: ArraySlice<UInt8>, _ docroot: borrowing Docroot) -> Number? {
        guard let directory = docroot.directory(path), directory.fileSystem.tells else {
            return nil
        }
        switch notices {
        case .some(let notices): return try? notices.watch(directory)
        case .none: return nil
        }
    }

    /// Passes on what has changed since the last call: an entry of a directory, or nil for anything
    /// else, after which no path is certain any more.
    func drain(_ body: ((directory: [UInt8], name: [UInt8])?) -> Void) {
        switch notices {
        case .none: return
        case .some(let notices):
            notices.drain { notice in
                switch notice {
                case .entry(let number, let name):
                    if let path = paths[number] { body((path, name)) }
                case .directory, .overflow: body(nil)
                }
            }
        }
    }

    /// Whether anything is watched, so that there may be something to drain.
    var isEmpty: Bool { paths.isEmpty }
}
