import Foundation

/// A file of the repository, as text.
struct SourceFile {
    /// Relative to the folder it was found in, such as `HTTPWire/Step.swift`.
    let path: String
    let lines: [String]

    /// The first folder of its path: the target.
    var target: String { String(path.prefix { $0 != "/" }) }

    /// What is on a line before a comment begins. Good enough for words: a `//` inside a string
    /// cuts it short.
    func code(_ index: Int) -> String {
        let line = lines[index]
        guard let comment = line.range(of: "//") else { return line }
        return String(line[..<comment.lowerBound])
    }

    /// The root of the repository.
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// All Swift files below a folder of the repository.
    static func all(in folder: String) throws -> [SourceFile] {
        let root = repository + "/" + folder
        guard let names = FileManager.default.enumerator(atPath: root) else { return [] }
        var files: [SourceFile] = []
        for case let name as String in names where name.hasSuffix(".swift") {
            let text = try String(contentsOfFile: root + "/" + name, encoding: .utf8)
            files.append(SourceFile(path: name, lines: text.components(separatedBy: "\n")))
        }
        return files.sorted { $0.path < $1.path }
    }
}
