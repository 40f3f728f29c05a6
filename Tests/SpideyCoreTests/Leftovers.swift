import Foundation

@testable import Sockets

/// What this process holds of a fixture's tree: other tests run beside, so nothing else counts.
struct Leftovers: Equatable {
    /// What the descriptors that lead into the tree lead to.
    let descriptors: [String]
    /// Children that run in the tree.
    let children: [Int32]
    /// The pipes that are these children's standard input and output.
    let pipes: [String]

    init(of fixture: SiteFixture) {
        let own = Self.links("/proc/self/fd")
        descriptors = own.filter { $0.hasPrefix(fixture.outer) }.sorted()
        children = Self.children.filter {
            Self.link("/proc/\($0)/cwd")?.hasPrefix(fixture.outer) == true
        }
        pipes = children.flatMap { child in
            (0...1).compactMap { Self.link("/proc/\(child)/fd/\($0)") }
        }
    }

    /// Whether this process has an end of one of these pipes.
    static func holds(anyOf pipes: [String]) -> Bool {
        !Set(links("/proc/self/fd")).isDisjoint(with: pipes)
    }

    private static func link(_ path: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    }

    private static func links(_ folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { link(folder + "/" + $0) }
    }

    private static var children: [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { parent(of: $0) == getpid() }.sorted()
    }

    private static func parent(of process: Int32) -> Int32? {
        let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // The name in front may have any character.
        guard let stat, let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        return fields.count > 1 ? Int32(fields[1]) : nil
    }
}
