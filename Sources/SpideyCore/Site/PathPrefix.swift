/// The path at which a site begins, behind a proxy that passes requests on as they are.
///
/// Nothing else of the site knows about it: paths are those below it, and links are relative.
/// Where an absolute path has to be written (`Location`, `SCRIPT_NAME`, the way home on a page)
/// it is `home` that comes first.
package struct PathPrefix: Sendable, Equatable {
    /// What a request's path is to the site.
    enum Place: Equatable {
        /// Below the prefix: the path in the site.
        case inside(RequestPath)
        /// The prefix without its slash, or the root above it: where people begin.
        case entrance
        /// Elsewhere.
        case outside
    }

    /// The segments, separated by single slashes; empty for none.
    private let bytes: [UInt8]
    /// The path of the site's start, with a slash at either end. Needs no escape in a URL or in
    /// HTML.
    let home: [UInt8]

    /// The same as text.
    package var path: String { String(decoding: home, as: UTF8.self) }

    /// None: the site begins at `/`.
    package init() {
        bytes = []
        home = [.slash]
    }

    /// Reads a path such as `/app` or `/a/b/`; `/` means none.
    /// - Returns: nil unless it begins with a slash and has segments of `unreserved` characters
    ///   (RFC 3986 section 2.3) that are no dot segments: then no spelling but one is canonical.
    package init?(_ text: String) {
        let text = Array(text.utf8)
        guard text.first == .slash else { return nil }
        let segments = text.split(separator: .slash).map(Array.init)
        for segment in segments {
            guard segment.allSatisfy(Self.isUnreserved), segment != [.dot], segment != [.dot, .dot]
            else { return nil }
        }
        bytes = Array(segments.joined(separator: [.slash]))
        home = bytes.isEmpty ? [.slash] : [.slash] + bytes + [.slash]
    }

    private static func isUnreserved(_ octet: UInt8) -> Bool {
        switch Unicode.Scalar(octet) {
        case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~": true
        default: false
        }
    }

    /// Where a path leads.
    func place(of path: RequestPath) -> Place {
        if bytes.isEmpty { return .inside(path) }
        if path.bytes == bytes {
            let root = RequestPath(bytes: [], isDirectoryForm: true)
            return path.isDirectoryForm ? .inside(root) : .entrance
        }
        if path.bytes.isEmpty { return .entrance }
        guard path.bytes.starts(with: home.dropFirst()) else { return .outside }
        return .inside(
            RequestPath(
                bytes: Array(path.bytes.dropFirst(home.count - 1)),
                isDirectoryForm: path.isDirectoryForm))
    }
}
