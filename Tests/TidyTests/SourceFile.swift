import Foundation

/// A file of the repository, as text.
struct SourceFile {
    /// Relative to the folder it was found in, such as `HTTPWire/Step.swift`.
    let path: String
    let lines: [String]

    /// The first folder of its path: the target.
    var target: String { String(path.prefix { $0 != "/" }) }

    /// Of Swift source: the lines without what strings and comments say.
    let code: [String]

    /// The root of the repository.
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// All Swift files below a folder of the repository.
    static func all(in folder: String) throws -> [SourceFile] {
        let root = repository + "/" + folder
        return try paths(in: folder).filter { $0.hasSuffix(".swift") }.map { path in
            let text = try String(contentsOfFile: root + "/" + path, encoding: .utf8)
            return SourceFile(
                path: path, lines: text.components(separatedBy: "\n"),
                code: SwiftScanner.code(of: text))
        }
    }

    /// Files below a folder of the repository, relative to it, but for what is built and what git
    /// keeps for itself.
    static func paths(in folder: String) -> [String] {
        let root = folder.isEmpty ? repository : repository + "/" + folder
        guard let names = FileManager.default.enumerator(atPath: root) else { return [] }
        var found: [String] = []
        for case let name as String in names {
            let isBuilt =
                folder.isEmpty && (name.hasPrefix(".build") || builtFolders.contains(name))
            if isBuilt { names.skipDescendants() } else { found.append(name) }
        }
        return found.sorted()
    }

    private static let builtFolders: Set<String> = [".git", "bin", "experiments/build"]

    /// A file of the repository; nil when it is none, or no text.
    static func text(_ path: String) -> String? {
        try? String(contentsOfFile: repository + "/" + path, encoding: .utf8)
    }
}
