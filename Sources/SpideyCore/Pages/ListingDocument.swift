import SystemCalls

/// A listing as it is written, in the format that the client prefers.
struct ListingDocument {
    /// The format.
    let format: ListingFormat
    private var rows: ListingRows
    private var data = ListingData()

    /// - Parameters:
    ///   - types: the media types, for labels and icons.
    ///   - utcOffset: for a time in seconds since 1970, how many seconds local time is ahead of
    ///     UTC then.
    init(_ format: ListingFormat, types: MediaTypes, utcOffset: @escaping (Int) -> Int) {
        self.format = format
        rows = ListingRows(types: types, utcOffset: utcOffset)
    }

    /// Begins, and appends what stands above the entries.
    /// - Parameters:
    ///   - path: the decoded segments of the directory's path; none for the root.
    ///   - summary: of the directory; its size may be unknown.
    mutating func appendTop(
        _ path: [[UInt8]], _ summary: ListingSummary, to page: inout [UInt8]
    ) {
        switch format {
        case .html: ListingPage.appendTop(path, summary, to: &page)
        case .json:
            data = ListingData()
            data.appendTop(path, to: &page)
        }
    }

    /// Appends one entry.
    mutating func append(_ entry: ListingEntry, name: Span<UInt8>, to page: inout [UInt8]) {
        switch format {
        case .html: rows.append(entry, name: name, to: &page)
        case .json: data.append(entry, name: name, to: &page)
        }
    }

    /// Appends what stands below the entries.
    /// - Parameters:
    ///   - summary: the one of `appendTop`.
    ///   - size: bytes in all files, if the summary does not have it and there are files.
    func appendBottom(_ summary: ListingSummary, size: Int?, to page: inout [UInt8]) {
        switch format {
        case .html: ListingPage.appendBottom(server: Product.identifier, size: size, to: &page)
        case .json: data.appendBottom(summary, to: &page)
        }
    }
}
