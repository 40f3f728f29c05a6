import Foundation

/// A page of Markdown: where it links to, and what can be linked to in it.
struct MarkdownPage {
    /// Targets of its links and pictures, and the lines they are on.
    private(set) var links: [(target: String, line: Int)] = []
    /// The anchors of its headings, as GitHub makes them.
    private(set) var anchors: Set<String> = []

    /// Reads a file of the repository.
    init(_ path: String) throws {
        guard let text = SourceFile.text(path) else { throw CocoaError(.fileReadNoSuchFile) }
        var isCode = false
        for (index, line) in text.components(separatedBy: "\n").enumerated() {
            if line.trimmingPrefix(while: \.isWhitespace).hasPrefix("```") {
                isCode.toggle()
            } else if !isCode {
                take(line, index + 1)
            }
        }
    }

    private mutating func take(_ line: String, _ number: Int) {
        if let heading = line.wholeMatch(of: #/#{1,6} +(.*?) *#*/#) { addAnchor(heading.1) }
        if let definition = line.wholeMatch(of: #/ {0,3}\[[^\]]+\]: *(\S+).*/#) {
            return links.append((String(definition.1), number))
        }
        let prose = line.replacing(#/`[^`]*`/#, with: "")
        for match in prose.matches(of: #/\]\(<?([^)\s>]+)/#) {
            links.append((String(match.1), number))
        }
        for match in prose.matches(of: #/(?:src|href)="([^"]+)"/#) {
            links.append((String(match.1), number))
        }
    }

    /// Letters, digits, hyphens and underscores are kept, in lower case, blanks become hyphens; a
    /// heading that comes again has a number.
    private mutating func addAnchor(_ heading: Substring) {
        let kept = heading.replacing(#/\]\([^)]*\)/#, with: "").lowercased().filter {
            $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == " "
        }
        let anchor = kept.replacing(" ", with: "-")
        var (unique, number) = (anchor, 0)
        while !anchors.insert(unique).inserted {
            number += 1
            unique = "\(anchor)-\(number)"
        }
    }
}
