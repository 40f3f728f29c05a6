import Foundation
import Testing

/// What a reviewer should not have to look for in files that are not Swift.
@Suite struct OtherFilesTests {
    private static let paths = SourceFile.paths(in: "")

    // MARK: Markdown

    /// The target of every link exists: the file, and the heading in it.
    @Test func links() throws {
        let pages = Self.paths.filter { $0.hasSuffix(".md") }
        #expect(pages.count > 10)
        for path in pages {
            let page = try MarkdownPage(path)
            for link in page.links where !link.target.contains(#/^[a-z]+:/#) {
                #expect(try exists(link.target, from: path), "\(path):\(link.line) \(link.target)")
            }
        }
    }

    private func exists(_ target: String, from page: String) throws -> Bool {
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        var place = page
        if let file = parts[0].removingPercentEncoding, !file.isEmpty {
            let folder = URL(fileURLWithPath: page, relativeTo: URL(fileURLWithPath: "/"))
                .deletingLastPathComponent()
            place = String(folder.appendingPathComponent(file).standardizedFileURL.path.dropFirst())
        }
        let isThere = FileManager.default.fileExists(atPath: SourceFile.repository + "/" + place)
        guard isThere, parts.count == 2 else { return isThere }
        return try MarkdownPage(place).anchors.contains(String(parts[1]))
    }

    /// The version of the programs is that of the changelog's newest section, with `-dev` while the
    /// section is unreleased.
    @Test func version() throws {
        let changelog = try #require(SourceFile.text("CHANGELOG.md"))
        let newest = try #require(
            changelog.components(separatedBy: "\n").first { $0.hasPrefix("## ") })
        let heading = try #require(
            newest.wholeMatch(of: #/## (\d+\.\d+\.\d+)( \(unreleased\))?/#), "\(newest)")
        let expected = heading.1 + (heading.2 == nil ? "" : "-dev")
        let source = try #require(SourceFile.text("Sources/SystemCalls/Release.swift"))
        let version = try #require(source.firstMatch(of: #/version: String \{ "(.*)" \}/#))
        #expect(version.1 == expected)
    }

    // MARK: C

    private static let ofC = paths.filter { $0.hasSuffix(".c") || $0.hasSuffix(".h") }

    /// 100 columns, no tabs, no blanks at the end of a line, one end of line at the end.
    @Test func formatOfC() throws {
        #expect(Self.ofC.count > 5)
        for path in Self.ofC {
            let text = try #require(SourceFile.text(path))
            #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"), "\(path)")
            for (index, line) in text.components(separatedBy: "\n").enumerated() {
                let isTidy = line.count <= 100 && !line.contains("\t") && !line.hasSuffix(" ")
                #expect(isTidy, "\(path):\(index + 1) \(line)")
            }
        }
    }

    /// The files of C in the sources are those in `TidyLists`, and do not grow unnoticed.
    @Test func linesOfC() throws {
        var counts: [String: Int] = [:]
        for path in Self.ofC where path.hasPrefix("Sources/") {
            let lines = try #require(SourceFile.text(path)).components(separatedBy: "\n")
            counts[String(path.dropFirst("Sources/".count))] = lines.filter(Self.isCode).count
        }
        #expect(Set(counts.keys) == Set(TidyLists.linesOfC.keys))
        for (path, count) in counts {
            let most = TidyLists.linesOfC[path] ?? 0
            #expect(most - 20...most ~= count, "\(path) has \(count) lines, \(most) are listed")
        }
    }

    private static func isCode(_ line: String) -> Bool {
        let text = line.trimmingCharacters(in: .whitespaces)
        return !text.isEmpty && !text.hasPrefix("//")
    }

    // MARK: Shell

    /// A script ends at the first command that fails, and says so in its first line of code.
    @Test func strictScripts() throws {
        var lax: Set<String> = []
        var count = 0
        for path in Self.paths {
            guard let shell = Self.shell(path), let text = SourceFile.text(path) else { continue }
            count += 1
            let first = text.components(separatedBy: "\n").first {
                !$0.isEmpty && !$0.hasPrefix("#")
            }
            // pipefail came to sh with POSIX.1-2024.
            let strict = shell == "sh" ? "set -eu" : "set -euo pipefail"
            if first != strict { lax.insert(path) }
        }
        #expect(count > 10)
        #expect(lax == Set(TidyLists.laxScripts.keys))
    }

    /// The shell that runs a file, as its first line says; nil for all other files.
    private static func shell(_ path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: SourceFile.repository + "/" + path),
            let beginning = try? file.read(upToCount: 64)
        else { return nil }
        let line = String(decoding: beginning, as: UTF8.self).prefix { $0 != "\n" }
        return line.wholeMatch(of: #/#!(?:/usr)?/bin/(?:env )?(sh|bash)\b.*/#).map { String($0.1) }
    }
}
