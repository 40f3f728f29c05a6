import Foundation
import Testing

/// What a reviewer should not have to look for.
@Suite struct TidyTests {
    private let sources: [SourceFile]
    private let tests: [SourceFile]
    private let others: [SourceFile]

    init() throws {
        sources = try SourceFile.all(in: "Sources")
        tests = try SourceFile.all(in: "Tests")
        others = try SourceFile.all(in: "Fuzz") + SourceFile.all(in: "bench")
        #expect(sources.count > 50 && tests.count > 20)
    }

    /// Imports point down only, and none leads to Foundation.
    @Test func importGraph() throws {
        let statement =
            #/(?:@\w+ )*(?:(?:public|package|internal|private) )?import (?:\w+ )?(\w+).*/#
        for file in sources {
            let allowed = try #require(
                TidyLists.imports[file.target], "\(file.path): no such target")
            for line in file.lines where line.contains("import ") {
                guard let match = try statement.wholeMatch(in: line) else { continue }
                let module = String(match.1)
                #expect(allowed.contains(module), "\(file.path) imports \(module)")
            }
        }
    }

    @Test func lineLength() {
        for file in sources + tests + others {
            for (index, line) in file.lines.enumerated() {
                #expect(line.count <= 100, "\(file.path):\(index + 1) has \(line.count) characters")
            }
        }
    }

    /// The list of files with unsafe code is the list in `TidyLists`, in both directions.
    @Test func unsafeFiles() {
        let found = sources.filter { file in
            file.lines.indices.contains { file.code($0).contains(#/\bunsafe\b(?!-)/#) }
        }
        #expect(Set(found.map(\.path)) == TidyLists.unsafeFiles)
    }

    /// Nothing is left for later, and nothing fails on purpose.
    @Test func leftovers() {
        let marks = #/\b(?:TODO|FIXME|XXX|HACK)\b/#
        for file in sources + tests + others {
            for (index, line) in file.lines.enumerated() {
                // The line above is the only one that may name them.
                guard !line.contains("let marks"), let found = line.firstMatch(of: marks) else {
                    continue
                }
                Issue.record("\(file.path):\(index + 1) says \(found.0)")
            }
        }
        for file in sources where TidyLists.fatalErrors[file.path] == nil {
            for index in file.lines.indices where file.code(index).contains("fatalError(") {
                Issue.record("\(file.path):\(index + 1) calls fatalError")
            }
        }
    }

    /// Whatever another module can see says what it is.
    @Test func documentation() {
        let declaration = #/\s*(?:@\w+(?:\([^)]*\))? )*(?:package|public|open)\b(?!\(set\)).*/#
        for file in sources {
            for (index, line) in file.lines.enumerated() {
                guard line.wholeMatch(of: declaration) != nil, needsComment(line) else { continue }
                let isDescribed = isDescribed(file, index)
                #expect(isDescribed, "\(file.path):\(index + 1) \(line)")
            }
        }
    }

    private func needsComment(_ line: String) -> Bool {
        if line.contains("import ") || line.contains(" extension ") { return false }
        if line.hasPrefix("extension ") || line.contains("override ") { return false }
        return !TidyLists.witnesses.contains { line.contains($0) }
    }

    /// Whether the next line above that is no attribute is a documentation comment.
    private func isDescribed(_ file: SourceFile, _ index: Int) -> Bool {
        var above = index - 1
        while above >= 0 {
            let text = file.lines[above].trimmingCharacters(in: .whitespaces)
            if !text.hasPrefix("@") { return text.hasPrefix("///") }
            above -= 1
        }
        return false
    }

    @Test func fileLength() {
        for file in sources + tests where TidyLists.longFiles[file.path] == nil {
            #expect(file.lines.count <= 401, "\(file.path) has \(file.lines.count - 1) lines")
        }
    }

    /// A placeholder stands in an empty target only.
    @Test func placeholders() {
        for (folder, files) in [("Sources", sources), ("Tests", tests)] {
            for file in files where file.path.hasSuffix("/Placeholder.swift") {
                let siblings = files.filter { $0.target == file.target }
                #expect(siblings.count == 1, "\(folder)/\(file.path) is not needed")
            }
        }
    }

    /// The lists themselves do not outlive what they are about.
    @Test func listsAreCurrent() {
        let paths = Set((sources + tests).map(\.path))
        for path in Set(TidyLists.fatalErrors.keys).union(TidyLists.longFiles.keys) {
            #expect(paths.contains(path), "\(path) is listed and not there")
        }
        let targets = Set(sources.map(\.target))
        #expect(Set(TidyLists.imports.keys).isSubset(of: targets))
    }
}
