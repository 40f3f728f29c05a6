import HTTPWire

/// The page that shows what is in a directory.
///
/// A pure function from entries to bytes. It appends to one array and makes no strings per entry; a
/// row costs some 175 bytes around the name. End tags that HTML lets one omit are omitted.
///
/// Links are relative and begin with `./`: a name such as `javascript:x` or `//host` can then be
/// nothing but a name, and the page works behind a proxy that serves it under another prefix.
package enum ListingPage {
    /// Of a deeper path only the last so many ancestors are shown: each costs its depth in bytes.
    static let maximumBreadcrumbs = 12

    /// Renders a whole HTML document in UTF-8.
    ///
    /// - Parameters:
    ///   - path: the decoded segments of the directory's path; none for the root.
    ///   - entries: in the order to show them (`NaturalOrder`).
    ///   - truncatedCount: how many more entries there are that are not shown.
    ///   - server: the name and version at the foot of the page.
    ///   - utcOffset: for a time in seconds since 1970, how many seconds local time is ahead of
    ///     UTC then. Called once per entry.
    /// - Returns: the body of the response.
    package static func render(
        path: [[UInt8]], entries: [ListingEntry], truncatedCount: Int = 0, server: String,
        utcOffset: (Int) -> Int = { _ in 0 }
    ) -> [UInt8] {
        var page: [UInt8] = []
        let names = entries.reduce(0) { $0 + $1.name.count }
        page.reserveCapacity(8192 + entries.count * 192 + names * 4)
        appendHead(path, to: &page)
        page.append(contentsOf: afterHead)
        appendBreadcrumbs(path, to: &page)
        page.append(contentsOf: beforeHeading)
        if let last = path.last {
            HTMLText.append(last, to: &page)
        } else {
            page.append(contentsOf: home)
        }
        page.append(contentsOf: afterHeading)
        appendSummary(entries, truncatedCount, to: &page)
        page.append(contentsOf: beforeRows)
        if !path.isEmpty { page.append(contentsOf: parentRow) }
        for entry in entries {
            appendRow(entry, utcOffset(entry.modified), to: &page)
        }
        if entries.isEmpty { page.append(contentsOf: emptyRow) }
        page.append(contentsOf: afterRows)
        HTMLText.append(Array(server.utf8), to: &page)
        page.append(contentsOf: end)
        return page
    }

    private static func appendHead(_ path: [[UInt8]], to page: inout [UInt8]) {
        page.append(contentsOf: PageStyle.beforeTitle)
        page.append(UInt8(ascii: "/"))
        for segment in path {
            HTMLText.append(segment, marked: false, to: &page)
            page.append(UInt8(ascii: "/"))
        }
        page.append(contentsOf: PageStyle.afterTitle)
        page.append(contentsOf: style)
    }

    /// The ancestors, from the root down to the parent, then the directory itself without a link.
    private static func appendBreadcrumbs(_ path: [[UInt8]], to page: inout [UInt8]) {
        guard !path.isEmpty else { return }
        page.append(contentsOf: "<li><a href=\"./".utf8)
        appendUp(path.count, to: &page)
        page.append(contentsOf: "\">".utf8)
        page.append(contentsOf: home)
        page.append(contentsOf: "</a>".utf8)
        let ancestors = path.dropLast()
        if ancestors.count > maximumBreadcrumbs { page.append(contentsOf: "<li>…".utf8) }
        for index in ancestors.indices.suffix(maximumBreadcrumbs) {
            page.append(contentsOf: "<li><a href=\"./".utf8)
            appendUp(path.count - 1 - index, to: &page)
            page.append(contentsOf: "\">".utf8)
            HTMLText.append(path[index], to: &page)
            page.append(contentsOf: "</a>".utf8)
        }
    }

    private static func appendUp(_ levels: Int, to page: inout [UInt8]) {
        for _ in 0..<levels { page.append(contentsOf: "../".utf8) }
    }

    /// `3 folders, 12 files, 4.2 MB`, and what is left out.
    private static func appendSummary(
        _ entries: [ListingEntry], _ truncatedCount: Int, to page: inout [UInt8]
    ) {
        var folders = 0
        var size = 0
        for entry in entries {
            switch entry.kind {
            case .directory: folders += 1
            case .file, .script: size = size &+ entry.size
            case .other: break
            }
        }
        let files = entries.count - folders
        if folders > 0 { appendCount(folders, " folder", to: &page) }
        if folders > 0, files > 0 { page.append(contentsOf: ", ".utf8) }
        if files > 0 {
            appendCount(files, " file", to: &page)
            page.append(contentsOf: ", ".utf8)
            PageNumbers.append(size: max(0, size), to: &page)
        }
        if entries.isEmpty { page.append(contentsOf: "Empty folder".utf8) }
        if truncatedCount > 0 {
            page.append(contentsOf: "; ".utf8)
            PageNumbers.append(truncatedCount, to: &page)
            page.append(contentsOf: " more not shown".utf8)
        }
    }

    private static func appendCount(_ count: Int, _ noun: String, to page: inout [UInt8]) {
        PageNumbers.append(count, to: &page)
        page.append(contentsOf: noun.utf8)
        if count != 1 { page.append(UInt8(ascii: "s")) }
    }
}

/// One row of the table.
extension ListingPage {
    private static func appendRow(_ entry: ListingEntry, _ offset: Int, to page: inout [UInt8]) {
        let icon = entry.icon
        let isLinked = entry.kind != .other
        page.append(contentsOf: rowStart)
        if isLinked {
            page.append(contentsOf: linkStart)
            PercentCoding.encodeSegment(entry.name, into: &page)
            if entry.kind == .directory { page.append(UInt8(ascii: "/")) }
            page.append(contentsOf: quoteEnd)
        }
        page.append(contentsOf: iconStart)
        page.append(icon.rawValue)
        page.append(contentsOf: iconEnd)
        HTMLText.append(entry.name, to: &page)
        if isLinked { page.append(contentsOf: linkEnd) }
        appendSize(entry, to: &page)
        page.append(contentsOf: cell)
        page.append(contentsOf: entry.label)
        page.append(contentsOf: timeStart)
        PageNumbers.append(
            time: entry.modified, offset: offset, separator: UInt8(ascii: "T"), to: &page)
        PageNumbers.append(zone: offset, to: &page)
        page.append(UInt8(ascii: ">"))
        PageNumbers.append(
            time: entry.modified, offset: offset, separator: UInt8(ascii: " "), to: &page)
        page.append(contentsOf: timeEnd)
    }

    private static func appendSize(_ entry: ListingEntry, to page: inout [UInt8]) {
        guard entry.kind == .file || entry.kind == .script else {
            page.append(contentsOf: cell)
            return
        }
        page.append(contentsOf: sizeStart)
        PageNumbers.append(entry.size, to: &page)
        page.append(contentsOf: sizeMiddle)
        PageNumbers.append(size: entry.size, to: &page)
    }

    private static let home = Array("Home".utf8)
    private static let afterHead = Array("<header><nav aria-label=Breadcrumb><ol>".utf8)
    private static let beforeHeading = Array("</ol></nav><h1>".utf8)
    private static let afterHeading = Array("</h1><p>".utf8)
    private static let beforeRows = Array(
        """
        <svg class=m viewBox="0 0 48 60" aria-hidden=true><path style=stroke:var(--web) \
        stroke-width=1 d="M24-99v122"/><path stroke-width=2 d="M15 32C9 24 5 26 3 31m10 4c-6-3-10 \
        1-11 6m11-1c-5 1-7 6-7 10m27-18c6-8 10-6 12-1m-10 4c6-3 10 1 11 6m-11-1c5 1 7 6 7 10"/>\
        <circle class=k cx=24 cy=36 r=13 /><path stroke=#fff stroke-width=6 d="M19 34h.01M29 \
        34h.01"/><path stroke=#23252c stroke-width=3 d="M18 35h.01M28 35h.01"/><path stroke=#fff \
        d="M21 42q3 3 6 0"/></svg></header><main><table><thead><tr><th>Name<th>Size<th>Type\
        <th>Modified<tbody>

        """.utf8)
    private static let rowStart = Array("<tr><th>".utf8)
    private static let linkStart = Array("<a href=\"./".utf8)
    private static let quoteEnd = Array("\">".utf8)
    private static let iconStart = Array("<svg aria-hidden=true><use href=\"#".utf8)
    private static let iconEnd = Array("\"/></svg>".utf8)
    private static let linkEnd = Array("</a>".utf8)
    private static let cell = Array("<td>".utf8)
    private static let sizeStart = Array("<td title=\"".utf8)
    private static let sizeMiddle = Array(" bytes\">".utf8)
    private static let timeStart = Array("<td><time datetime=".utf8)
    private static let timeEnd = Array("</time>\n".utf8)
    private static let parentRow = Array(
        """
        <tr><th><a href="../"><svg aria-hidden=true><use href="#u"/></svg>Parent folder</a>\
        <td><td><td>

        """.utf8)
    private static let emptyRow = Array("<tr><td class=e colspan=4>Nothing here yet.\n".utf8)
    private static let afterRows = Array("</table></main><footer>Served by ".utf8)
    private static let end = Array("</footer>\n".utf8)
}

extension ListingEntry {
    /// The drawing in front of the name.
    fileprivate var icon: Icon {
        switch kind {
        case .directory: .folder
        case .file: mediaType.icon
        case .script: .script
        case .other: .file
        }
    }

    /// What the type column says.
    fileprivate var label: [UInt8] {
        switch kind {
        case .directory: Self.folder
        case .file: mediaType.label
        case .script: mediaType == .unknown ? Self.script : mediaType.label
        case .other: Self.special
        }
    }

    private static let folder = Array("Folder".utf8)
    private static let script = Array("Program".utf8)
    private static let special = Array("Special file".utf8)
}
