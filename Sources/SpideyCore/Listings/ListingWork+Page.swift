import SystemCalls

/// Sorting, and the page.
extension ListingWork {
    /// Makes the sorting keys. They begin after the common prefix of all names, so all names must
    /// be known.
    mutating func makeKeys() {
        let names = names.bytes
        let bytes = names.span
        let skippedOfFolders = folderPrefix.withoutDigits(of: bytes)
        let skippedOfOthers = otherPrefix.withoutDigits(of: bytes)
        let end = min(position + Self.itemsPerStep, items.count)
        for index in position..<end {
            let isFolder = items[index].isFolder
            items[index].key = NaturalKey(
                bytes.extracting(items[index].range), isFolder: isFolder,
                skipped: isFolder ? skippedOfFolders : skippedOfOthers)
        }
        position = end
        guard position == items.count else { return }
        sort = ListingSort(items)
        items = []
        enter(.sorting)
    }

    /// Stores the sorted items and drops those beyond the limit.
    mutating func arrange() {
        guard !sort.step(names.bytes) else { return }
        items = sort.items
        sort = ListingSort([])
        let surplus = max(0, items.count - site.options.listingLimit)
        items.removeLast(surplus)
        summary.hidden = dropped + surplus
        summary.folders = min(summary.folders, items.count)
        summary.files = items.count - summary.folders
        if isLarge {
            summary.size = nil
            keepShown()
        } else {
            for item in items { summary.add(entries[Int(item.index)]) }
        }
        enter(.top)
    }

    /// Frees the memory of names that are not shown, and of sorting, because a client may take long
    /// to read the page.
    private mutating func keepShown() {
        let places = names.keep(items.map(\.range))
        items = zip(items, places).map { $0.moved(to: $1) }
        let bytes = names.bytes.count + items.count * MemoryLayout<ListingItem>.stride
        budget?.shrink(to: bytes, held: &reserved)
    }

    /// Writes the part above the rows. For a short listing, first reserves memory for the whole
    /// page.
    mutating func writeTop(_ page: inout [UInt8]) {
        if !isLarge {
            page.reserveCapacity(
                Self.usualFrame + names.bytes.count * 2 + items.count * ListingRows.usualFrame)
        }
        document.appendTop(path.segments, summary, to: &page)
        enter(.rows)
    }

    /// Bytes above and below the rows, and room for a row that is longer than usual.
    private static let usualFrame = 12 * 1024

    mutating func writeRows(_ page: inout [UInt8]) {
        let names = names.bytes
        let end = min(position + (isLarge ? statusesPerStep : Self.itemsPerStep), items.count)
        while position < end {
            let item = items[position]
            let entry: ListingEntry
            if isLarge {
                let status = status(of: item.range)
                if mustWait { return }
                position += 1
                guard let found = status else { continue }
                entry = found
                total.add(found)
            } else {
                position += 1
                entry = entries[Int(item.index)]
            }
            document.append(entry, name: names.span.extracting(item.range), to: &page)
        }
        if position == items.count { enter(.bottom) }
    }

    mutating func writeBottom(_ page: inout [UInt8]) {
        let size = isLarge && summary.files > 0 ? total.size : nil
        document.appendBottom(summary, size: size, to: &page)
        enter(.finished)
    }
}
