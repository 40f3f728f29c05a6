import HTTPWire

/// A path, or all paths that begin alike, and where what was there is now.
package struct Redirect: Sendable {
    /// Why something is no redirect.
    package enum Refusal: Error {
        /// It is not `FROM=TO`, perhaps with a status behind, or one of them is none.
        case malformed
        /// The status is none that leads elsewhere.
        case status
        /// The rest of a path is to be passed on, and there is none, or it would change the host.
        case rest
    }

    /// The command line's words for it.
    package let text: String
    /// The decoded path, with its slashes in front and, if it has one, behind.
    let from: [UInt8]
    /// Whether all paths that begin with it are meant.
    let isForPrefix: Bool
    /// A path of the site or an absolute URL, as it is sent; without the rest of the path.
    let to: [UInt8]
    /// Whether what follows the prefix is put behind `to`.
    let carriesRest: Bool
    /// 302, unless another one was asked for.
    let status: StatusCode

    /// Reads `FROM=TO` or `FROM=TO STATUS`.
    ///
    /// FROM is a path, of which a star at its end makes a prefix; TO is a path or a URL of `http`
    /// or `https`, where a star at the end stands for what the star of FROM stood for.
    package init(_ text: String) throws(Refusal) {
        self.text = text
        let text = Array(text.utf8)
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else { throw .malformed }
        let parts = text[(equals + 1)...].split(
            separator: .space, maxSplits: 1, omittingEmptySubsequences: false)
        status = try Self.status(parts.count == 2 ? parts[1] : nil)
        let source = text[..<equals]
        isForPrefix = source.last == .star
        let path = isForPrefix ? source.dropLast() : source
        guard path.first == .slash, let from = try? RequestPath(path) else { throw .malformed }
        self.from = from.absolute
        carriesRest = parts[0].last == .star
        to = Array(carriesRest ? parts[0].dropLast() : parts[0])
        guard to.allSatisfy(Self.mayStandInURL), let path = Self.path(of: to) else {
            throw .malformed
        }
        // Without a slash behind it, the host would go on with the rest.
        if carriesRest, !isForPrefix || to[path].isEmpty { throw .rest }
    }

    private static func status(_ text: ArraySlice<UInt8>?) throws(Refusal) -> StatusCode {
        guard let text else { return .found }
        switch UInt16(String(decoding: text, as: UTF8.self)) {
        case 301: return .movedPermanently
        case 302: return .found
        case 303: return .seeOther
        case 307: return .temporaryRedirect
        case 308: return .permanentRedirect
        default: throw .status
        }
    }

    /// Visible ASCII without what RFC 3986 leaves out of URLs and browsers do not leave alone.
    private static func mayStandInURL(_ octet: UInt8) -> Bool {
        switch Unicode.Scalar(octet) {
        case "\"", "<", ">", "\\", "^", "`", "{", "|", "}": false
        default: 0x21...0x7e ~= octet
        }
    }

    /// Where the path, the query and the fragment of a target begin: behind the host of a URL.
    /// - Returns: nil for what is neither a path nor a URL. Two slashes in front would name a host.
    private static func path(of target: [UInt8]) -> Range<Int>? {
        if target.first == .slash {
            return target.dropFirst().first == .slash ? nil : 0..<target.count
        }
        for scheme in ["https://", "http://"] where target.starts(with: scheme.utf8) {
            let host = target[scheme.utf8.count...]
            let ends = Array("/?#".utf8)
            let end = host.firstIndex { ends.contains($0) } ?? host.endIndex
            return end > host.startIndex ? end..<target.count : nil
        }
        return nil
    }

    /// Whether it is for this decoded path.
    func matches(_ path: [UInt8]) -> Bool {
        isForPrefix ? path.starts(with: from) : path == from
    }

    /// The value of Location (RFC 9110 section 10.2.2) for a decoded path that it is for.
    /// - Parameters:
    ///   - query: of the request, which is passed on; nil when there is none.
    ///   - home: the path of the site's start, with a slash at its end.
    func location(
        for path: [UInt8], query: ArraySlice<UInt8>? = nil, home: [UInt8] = [.slash]
    ) -> [UInt8] {
        var location = to.first == .slash ? home + to.dropFirst() : to
        if carriesRest {
            var rest = path[from.count...]
            // Two slashes at the beginning would name a host.
            if location.last == .slash { rest = rest.drop { $0 == .slash } }
            Self.encode(rest, into: &location)
        }
        guard let query else { return location }
        let end = location.firstIndex(of: UInt8(ascii: "#")) ?? location.count
        let hasQuery = location[..<end].contains(UInt8(ascii: "?"))
        let mark = UInt8(ascii: hasQuery ? "&" : "?")
        location.insert(contentsOf: [mark] + query, at: end)
        return location
    }

    private static func encode(_ path: ArraySlice<UInt8>, into output: inout [UInt8]) {
        let segments = path.split(separator: .slash, omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            if index > 0 { output.append(.slash) }
            PercentCoding.encodeSegment(Array(segment), into: &output)
        }
    }
}

extension RequestPath {
    /// The path with a slash in front, and one behind where there was one.
    var absolute: [UInt8] {
        [.slash] + bytes + (isDirectoryForm && !bytes.isEmpty ? [.slash] : [])
    }
}
