import Foundation
import Testing

/// What a reviewer should not have to look for.
@Suite struct TidyTests {
    private let sources: [SourceFile]
    private let tests: [SourceFile]
    private let others: [SourceFile]

    /// Read once: each test has a suite of its own.
    private static let files = Result {
        try ["Sources", "Tests", "Fuzz", "bench"].map(SourceFile.all)
    }

    init() throws {
        let files = try Self.files.get()
        (sources, tests, others) = (files[0], files[1], files[2] + files[3])
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
            file.code.contains { $0.contains(#/\bunsafe\b(?!-)/#) }
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
            for index in file.lines.indices where file.code[index].contains("fatalError(") {
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

    /// A function does one thing, in 30 lines between its braces at most.
    @Test func functionLength() {
        var found: Set<String> = []
        for file in sources + tests {
            for function in SwiftFunction.all(in: file.code) where function.count > 30 {
                let name = "\(file.path): \(function.name)"
                found.insert(name)
                let isListed = TidyLists.longFunctions.contains(name)
                #expect(
                    isListed, "\(file.path):\(function.line) \(function.name): \(function.count)")
            }
        }
        let gone = TidyLists.longFunctions.subtracting(found)
        #expect(gone.isEmpty, "\(gone) need no exception any more")
    }

    /// The types that are sent between threads on their author's word are those in `TidyLists`.
    @Test func uncheckedSendable() {
        var found: Set<String> = []
        for file in sources {
            for line in file.code where line.contains("@unchecked Sendable") {
                let type = line.firstMatch(of: #/(?:class|struct|enum|extension) (\w+)/#)
                found.insert("\(file.path): \(type.map { String($0.1) } ?? line)")
            }
        }
        #expect(found == Set(TidyLists.uncheckedSendable.keys))
    }

    /// Tests wait for events. A delay that is a test's subject is said to be one, by `pause`.
    @Test func delays() {
        let calls = #/\b(?:usleep|nanosleep|sleep)\s*\(/#
        for file in tests where !file.path.hasSuffix("/Waiting.swift") {
            for (index, line) in file.code.enumerated() where line.contains(calls) {
                Issue.record("\(file.path):\(index + 1) waits for luck")
            }
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
