import HTTPWire
import SystemCalls

/// Writes the rows of a listing.
///
/// There may be tens of thousands of rows, so a row allocates nothing: it is written directly to
/// the end of the page, after reserving room for the longest row that the name can produce.
package struct ListingRows {
    private var types: RecentTypes
    private var offsets: LocalOffsets
    private var time = PageTime()

    /// - Parameters:
    ///   - types: the media types, for labels and icons.
    ///   - utcOffset: for a time in seconds since 1970, how many seconds local time is ahead of
    ///     UTC then.
    package init(types: MediaTypes, utcOffset: @escaping (Int) -> Int) {
        self.types = RecentTypes(types)
        offsets = LocalOffsets(utcOffset)
    }

    /// The most bytes of a row without the name and the type's label.
    private static let longestFrame = 320
    /// The most bytes that a byte of the name becomes, in the link and in the text together.
    private static let longestEscape = PercentCoding.longestEscape + HTMLText.longestEscape
    /// Bytes of a row around a name that needs no escape, for making room in time.
    package static let usualFrame = 208

    /// Appends the row of one entry.
    package mutating func append(
        _ entry: ListingEntry, name: Span<UInt8>, to page: inout [UInt8]
    ) {
        let type = types[name]
        let offset = offsets[entry.modified]
        let room = Self.longestFrame + type.label.count + name.count * Self.longestEscape
        page.append(addingCapacity: room) { row in
            Self.appendName(entry, name, type.icon, to: &row)
            Self.appendSize(entry, to: &row)
            Self.appendLabel(entry.kind, type, to: &row)
            row.append(literal: "<td>")
            time.append(entry.modified, offset: offset, to: &row)
            row.append(UInt8(ascii: "\n"))
        }
    }

    @inline(__always)
    private static func appendName(
        _ entry: ListingEntry, _ name: Span<UInt8>, _ icon: Icon, to row: inout OutputSpan<UInt8>
    ) {
        // A name that needs no escape in a link needs none in HTML. Nearly all names are of this
        // kind and are copied twice.
        let isPlain = PercentCoding.isPlain(name)
        let isLinked = entry.kind != .other
        row.append(literal: "<tr><th>")
        if isLinked {
            row.append(literal: "<a href=\"./")
            if isPlain {
                row.append(copying: name)
            } else {
                PercentCoding.encodeSegment(name, into: &row)
            }
            if entry.kind == .directory { row.append(UInt8(ascii: "/")) }
            row.append(literal: "\">")
        }
        row.append(literal: "<svg aria-hidden=true><use href=\"#")
        row.append(self.icon(of: entry.kind, icon).rawValue)
        row.append(literal: "\"/></svg>")
        if isPlain {
            row.append(copying: name)
        } else {
            HTMLText.append(name, marked: true, to: &row)
        }
        if isLinked { row.append(literal: "</a>") }
    }

    @inline(__always)
    private static func appendSize(_ entry: ListingEntry, to row: inout OutputSpan<UInt8>) {
        guard entry.kind == .file || entry.kind == .script else {
            row.append(literal: "<td>")
            return
        }
        row.append(literal: "<td title=\"")
        PageNumbers.append(entry.size, to: &row)
        row.append(literal: " bytes\">")
        PageNumbers.append(size: entry.size, to: &row)
    }

    /// The text of the type column.
    @inline(__always)
    private static func appendLabel(
        _ kind: EntryKind, _ type: MediaType, to row: inout OutputSpan<UInt8>
    ) {
        row.append(literal: "<td>")
        switch kind {
        case .directory: row.append(literal: "Folder")
        case .script where type == .unknown: row.append(literal: "Program")
        case .file, .script: row.append(copying: type.label.span)
        case .other: row.append(literal: "Special file")
        }
    }

    /// The drawing in front of the name.
    private static func icon(of kind: EntryKind, _ icon: Icon) -> Icon {
        switch kind {
        case .directory: .folder
        case .file: icon
        case .script: .script
        case .other: .file
        }
    }
}
