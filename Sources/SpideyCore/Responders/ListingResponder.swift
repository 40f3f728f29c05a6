import HTTPWire
import SystemCalls

/// What is in a directory, as a page.
struct ListingResponder {
    let site: Site

    /// The listing.
    /// - Throws: why the directory cannot be read to its end.
    func respond(
        _ directory: borrowing Descriptor, _ path: RequestPath
    ) throws(SystemError) -> Response {
        let (names, isTruncated) = try directory.entryNames(limit: Self.nameLimit)
        var entries: [ListingEntry] = []
        entries.reserveCapacity(names.count)
        for name in names where site.options.showsHidden || name[0] != .dot {
            if let entry = entry(name, directory, path) { entries.append(entry) }
        }
        NaturalOrder.sort(&entries)
        var hidden = isTruncated ? 1 : 0
        if entries.count > site.options.listingLimit {
            hidden += entries.count - site.options.listingLimit
            entries.removeLast(entries.count - site.options.listingLimit)
        }
        let page = ListingPage.render(
            path: path.segments, entries: entries, truncatedCount: hidden,
            server: Product.identifier, utcOffset: { WallClock.local($0).offset })
        var response = Response(.ok, content: .bytes(page))
        response.contentType = Array("text/html; charset=utf-8".utf8)
        response.isOwnPage = true
        return response
    }

    /// Names read from a directory at most, before sorting: what a page can show in order.
    private static let nameLimit = 1_000_000

    /// A symbolic link counts as what it leads to; one that leads nowhere, or outside the docroot,
    /// is left out: following it would answer 404.
    private func entry(
        _ name: [UInt8], _ directory: borrowing Descriptor, _ path: RequestPath
    ) -> ListingEntry? {
        guard var status = directory.status(ofEntry: name) else { return nil }
        if status.kind == .symbolicLink {
            guard let target = site.docroot.status(following: path.appending(name)) else {
                return nil
            }
            status = target
        }
        return ListingEntry(
            name: name, kind: kind(status), size: status.size, modified: status.modified,
            mediaType: site.mediaTypes.type(forName: name))
    }

    private func kind(_ status: FileStatus) -> EntryKind {
        switch status.kind {
        case .directory: .directory
        case .regular: status.hasExecuteBit && site.options.runsScripts ? .script : .file
        case .symbolicLink, .other: .other
        }
    }
}
