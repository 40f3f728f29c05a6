import HTTPWire
import SystemCalls

/// Writes a listing as JSON, by `docs/listing-schema.json`: what belongs to the directory, an
/// object for each entry on a line of its own, and behind them the totals, which a long listing
/// does not know before.
///
/// The links are those of the page: relative, each byte of a name in them exact.
struct ListingData {
    private var isEmpty = true
    private var directories = 0
    private var files = 0
    /// Bytes in the files and scripts written so far.
    private var size = 0

    /// The most bytes of an entry without what depends on the name.
    private static let longestFrame = 192
    /// The most bytes that a byte of the name becomes, in the name and in the link together.
    private static let longestEscape = JSONText.longestEscape + PercentCoding.longestEscape

    /// Appends what stands above the entries.
    /// - Parameter path: the decoded segments of the directory's path; none for the root.
    func appendTop(_ path: [[UInt8]], to page: inout [UInt8]) {
        page.append(contentsOf: "{\"path\":".utf8)
        JSONText.append(path.reduce([.slash]) { $0 + $1 + [.slash] }, to: &page)
        page.append(contentsOf: ",\"parent\":".utf8)
        page.append(contentsOf: (path.isEmpty ? "null" : "\"../\"").utf8)
        page.append(contentsOf: ",\"entries\":[".utf8)
    }

    /// Appends one entry.
    mutating func append(_ entry: ListingEntry, name: Span<UInt8>, to page: inout [UInt8]) {
        let room = Self.longestFrame + name.count * Self.longestEscape
        let isFirst = isEmpty
        page.append(addingCapacity: room) { page in
            page.append(literal: isFirst ? "\n{\"name\":" : ",\n{\"name\":")
            JSONText.append(name, to: &page)
            Self.appendLink(entry.kind, name, to: &page)
            Self.appendKind(entry, to: &page)
            page.append(literal: ",\"modified\":\"")
            PageNumbers.append(timestamp: entry.modified, to: &page)
            page.append(literal: "\"}")
        }
        count(entry)
    }

    private mutating func count(_ entry: ListingEntry) {
        isEmpty = false
        if entry.kind == .directory { directories += 1 } else { files += 1 }
        if entry.hasSize { size = size.addingSaturated(entry.size) }
    }

    private static func appendLink(
        _ kind: EntryKind, _ name: Span<UInt8>, to page: inout OutputSpan<UInt8>
    ) {
        guard kind != .other else { return }
        page.append(literal: ",\"href\":\"./")
        PercentCoding.encodeSegment(name, into: &page)
        page.append(literal: kind == .directory ? "/\"" : "\"")
    }

    private static func appendKind(_ entry: ListingEntry, to page: inout OutputSpan<UInt8>) {
        switch entry.kind {
        case .directory: page.append(literal: ",\"type\":\"directory\"")
        case .file: page.append(literal: ",\"type\":\"file\"")
        case .script: page.append(literal: ",\"type\":\"script\"")
        case .other: page.append(literal: ",\"type\":\"special\"")
        }
        if entry.isLink { page.append(literal: ",\"link\":true") }
        if entry.hasSize {
            page.append(literal: ",\"size\":")
            PageNumbers.append(entry.size, to: &page)
        }
    }

    /// Appends what stands below the entries.
    /// - Parameter summary: of which only the number of entries that are not shown is used.
    func appendBottom(_ summary: ListingSummary, to page: inout [UInt8]) {
        let shown = directories + files
        let isTruncated = summary.hidden > 0 || summary.isCut
        page.append(
            contentsOf: """
                \n],"directories":\(directories),"files":\(files),"size":\(size),\
                "shown":\(shown),\
                "total":\(summary.isCut ? "null" : "\(shown + summary.hidden)"),\
                "truncated":\(isTruncated)}

                """.utf8)
    }
}
