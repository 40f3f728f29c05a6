import Foundation

@testable import SpideyCore

/// Watched directories of a temporary site, in words that a test can compare.
final class Watcher {
    let fixture = SiteFixture()
    private let site: Site
    private var directories = WatchedDirectories()

    init() throws {
        for path in ["a/b/c/x", "a/d/x", "e/x"] { try fixture.write(path, "x") }
        try fixture.link("link", to: "a")
        site = try fixture.site()
    }

    var count: Int { directories.count }
    var isEmpty: Bool { directories.isEmpty }
    var isFull: Bool { directories.isFull }

    /// The absolute path of one in the site.
    func at(_ path: String) -> String { fixture.root + "/" + path }

    func watch(_ path: String) -> Bool {
        directories.watch(Array(path.utf8)[...], site.docroot)
    }

    func isWatched(_ path: String) -> Bool { directories.isWatched(Array(path.utf8)) }

    /// `d: n` for an entry, `d: n/` for a directory in it, `d` for itself, `*` for all.
    func changes() -> [String] {
        let text = { (bytes: [UInt8]) in String(decoding: bytes, as: UTF8.self) }
        return directories.changes().map { change in
            switch change {
            case .entry(let directory, let name): "\(text(directory)): \(text(name))"
            case .directory(let parent, let name): "\(text(parent)): \(text(name))/"
            case .itself(let path): text(path)
            case .all: "*"
            }
        }
    }

    func forget(_ path: String) -> Set<String>? {
        directories.forget(Array(path.utf8)).map {
            Set($0.map { String(decoding: $0, as: UTF8.self) })
        }
    }

    func forgetAll() { directories.removeAll() }
}
