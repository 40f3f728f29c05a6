import HTTPWire
import SystemCalls

/// The page that lists a directory: its top, a row for each entry, its bottom.
///
/// Pure functions from entries to bytes. They append to one array and make no strings per entry; a
/// row costs some 175 bytes around the name. End tags that HTML lets one omit are omitted.
///
/// Links are relative and begin with `./`: a name such as `javascript:x` or `//host` is then only a
/// name, and the page works behind a proxy that serves it under another prefix.
package enum ListingPage {
    /// The most ancestors shown, the nearest ones: the link of each has a length in proportion to
    /// its depth.
    static let maximumBreadcrumbs = 12

    /// Appends what stands above the entries, of an HTML document in UTF-8.
    ///
    /// - Parameters:
    ///   - path: the decoded segments of the directory's path; none for the root.
    ///   - summary: of the directory; an unknown size is left out.
    package static func appendTop(
        _ path: [[UInt8]], _ summary: ListingSummary, to page: inout [UInt8]
    ) {
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
        appendSummary(summary, to: &page)
        page.append(contentsOf: beforeRows)
        if !path.isEmpty { page.append(contentsOf: parentRow) }
        if summary.folders + summary.files == 0 { page.append(contentsOf: emptyRow) }
    }

    /// Appends what stands below the entries.
    ///
    /// - Parameters:
    ///   - server: the name and version at the foot of the page.
    ///   - size: bytes in all files, if the summary did not include it.
    package static func appendBottom(server: String, size: Int?, to page: inout [UInt8]) {
        page.append(contentsOf: afterRows)
        if let size {
            page.append(addingCapacity: PageNumbers.longest) {
                PageNumbers.append(size: max(0, size), to: &$0)
            }
            page.append(contentsOf: afterSize)
        }
        page.append(contentsOf: beforeServer)
        HTMLText.append(Array(server.utf8), to: &page)
        page.append(contentsOf: end)
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

    /// `3 folders, 12 files, 4.2 MB`, and how many entries are not shown.
    private static func appendSummary(_ summary: ListingSummary, to page: inout [UInt8]) {
        let (folders, files) = (summary.folders, summary.files)
        if folders > 0 { append(folders, " folder", to: &page) }
        if folders > 0, files > 0 { page.append(contentsOf: ", ".utf8) }
        if files > 0 {
            append(files, " file", to: &page)
            if let size = summary.size {
                page.append(contentsOf: ", ".utf8)
                page.append(addingCapacity: PageNumbers.longest) {
                    PageNumbers.append(size: max(0, size), to: &$0)
                }
            }
        }
        if folders + files == 0 { page.append(contentsOf: "Empty folder".utf8) }
        if summary.hidden > 0 || summary.isCut {
            page.append(contentsOf: (summary.isCut ? "; at least " : "; ").utf8)
            append(max(1, summary.hidden), " more not shown", plural: "", to: &page)
        }
    }

    private static func append(
        _ count: Int, _ noun: String, plural: String = "s", to page: inout [UInt8]
    ) {
        page.append(addingCapacity: PageNumbers.longest) { PageNumbers.append(count, to: &$0) }
        page.append(contentsOf: noun.utf8)
        if count != 1 { page.append(contentsOf: plural.utf8) }
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
    private static let parentRow = Array(
        """
        <tr><th><a href="../"><svg aria-hidden=true><use href="#u"/></svg>Parent folder</a>\
        <td><td><td>

        """.utf8)
    private static let emptyRow = Array("<tr><td class=e colspan=4>Nothing here yet.\n".utf8)
    private static let afterRows = Array("</table></main><footer>".utf8)
    private static let afterSize = Array(" in all files. ".utf8)
    private static let beforeServer = Array("Served by ".utf8)
    private static let end = Array("</footer>\n".utf8)
}
