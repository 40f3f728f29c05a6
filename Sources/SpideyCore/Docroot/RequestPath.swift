import HTTPWire

/// The path of a request target, decoded once and without dot segments, relative to the docroot.
struct RequestPath: Equatable {
    /// Why a path names nothing.
    enum Refusal: Error, Equatable {
        /// A malformed escape or a NUL: 400.
        case malformed
        /// It leaves the docroot by dot segments, or has an escaped slash in a segment: 404.
        case nowhere
    }

    /// Segments separated by single slashes, without one at either end; empty for the docroot.
    let bytes: [UInt8]
    /// Whether the path ended with a slash or a dot segment, and so must be a directory.
    let isDirectoryForm: Bool

    /// Decodes a path as it stands in a request target; an empty one means `/`.
    ///
    /// Percent-escapes are decoded exactly once (CVE-2021-42013) and before dot segments are
    /// removed (RFC 3986 section 5.2.4), so that `%2e%2e` is one. An escaped slash would make one
    /// segment into two: no file has such a name.
    init(_ raw: ArraySlice<UInt8>) throws(Refusal) {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(raw.count)
        for segment in raw.split(separator: .slash, omittingEmptySubsequences: true) {
            if segment.contains(.percent) {
                guard let plain = PercentCoding.decode(segment.span) else { throw .malformed }
                if plain.contains(0) { throw .malformed }
                if plain.contains(.slash) { throw .nowhere }
                try Self.append(plain[...], to: &decoded)
            } else {
                try Self.append(segment, to: &decoded)
            }
        }
        let last = raw[(raw.lastIndex(of: .slash).map { $0 + 1 } ?? raw.startIndex)...]
        bytes = decoded
        isDirectoryForm = last.isEmpty || Self.isDotSegment(PercentCoding.decode(last.span) ?? [])
    }

    /// A path of decoded segments that are known to be sound.
    init(bytes: [UInt8], isDirectoryForm: Bool) {
        self.bytes = bytes
        self.isDirectoryForm = isDirectoryForm
    }

    private static func isDotSegment(_ segment: [UInt8]) -> Bool {
        segment == [.dot] || segment == [.dot, .dot]
    }

    private static func append(
        _ segment: ArraySlice<UInt8>, to path: inout [UInt8]
    ) throws(Refusal) {
        if segment.count == 1, segment.first == .dot { return }
        if segment.count == 2, segment.first == .dot, segment.last == .dot {
            if path.isEmpty { throw .nowhere }
            path.removeSubrange((path.lastIndex(of: .slash) ?? 0)...)
            return
        }
        if !path.isEmpty { path.append(.slash) }
        path.append(contentsOf: segment)
    }

    /// The path for system calls: `.` for the docroot itself.
    var forLookup: [UInt8] { bytes.isEmpty ? [.dot] : bytes }

    /// The decoded segments.
    var segments: [[UInt8]] { bytes.split(separator: .slash).map(Array.init) }

    /// The last segment; empty for the docroot.
    var name: [UInt8] {
        guard let slash = bytes.lastIndex(of: .slash) else { return bytes }
        return Array(bytes[(slash + 1)...])
    }

    /// The path of its parent directory, for system calls.
    var parent: [UInt8] {
        let path = parentBytes
        return path.isEmpty ? [.dot] : Array(path)
    }

    /// The same; empty for the docroot.
    var parentBytes: ArraySlice<UInt8> { bytes[..<(bytes.lastIndex(of: .slash) ?? 0)] }

    /// This path with one more segment, which is not decoded.
    func appending(_ name: [UInt8]) -> RequestPath {
        RequestPath(
            bytes: bytes.isEmpty ? name : bytes + [.slash] + name, isDirectoryForm: false)
    }

    /// Whether a segment begins with a dot, other than the first one being `.well-known` (RFC
    /// 8615).
    var isHidden: Bool {
        var atStart = true
        for index in bytes.indices {
            if atStart, bytes[index] == .dot, index > 0 || !isWellKnown { return true }
            atStart = bytes[index] == .slash
        }
        return false
    }

    private var isWellKnown: Bool {
        let known = ".well-known".utf8
        return bytes.starts(with: known)
            && (bytes.count == known.count || bytes[known.count] == .slash)
    }

    /// The first `count` bytes as a path of its own: a leading part that ends where a segment ends.
    func prefix(_ count: Int) -> RequestPath {
        RequestPath(bytes: Array(bytes[..<count]), isDirectoryForm: false)
    }
}

extension UInt8 {
    static let slash = UInt8(ascii: "/")
    static let dot = UInt8(ascii: ".")
    static let percent = UInt8(ascii: "%")
}
