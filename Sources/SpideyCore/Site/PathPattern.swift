import HTTPWire

/// Which paths of a site something concerns: `/about`, `/assets/*`, `*.js`.
///
/// `*` stands for any bytes, slashes too; everything else for itself. Paths are compared decoded,
/// in full and with the case of letters.
package struct PathPattern: Sendable, Equatable {
    /// What stands between the stars, in order; at least one, and any of them may be empty.
    private let pieces: [[UInt8]]

    /// Reads a pattern, in which percent-escapes are decoded: `%20` for a space, `%2A` for a star.
    /// - Returns: nil when an escape is malformed, or it begins neither with `/` nor with `*`, so
    ///   that it could match nothing.
    package init?(_ text: ArraySlice<UInt8>) {
        guard text.first == .slash || text.first == .star else { return nil }
        var pieces: [[UInt8]] = []
        for piece in text.split(separator: .star, omittingEmptySubsequences: false) {
            guard let decoded = Self.decoded(Array(piece)) else { return nil }
            pieces.append(decoded)
        }
        self.pieces = pieces
    }

    private static func decoded(_ piece: [UInt8]) -> [UInt8]? {
        PercentCoding.decode(piece.span)
    }

    /// Whether it stands for a path, which begins with a slash.
    ///
    /// The first and the last piece have their places, each other one is taken where it is found
    /// first: no choice is ever taken back, so the time is bounded by the product of the lengths.
    package func matches(_ path: [UInt8]) -> Bool {
        let first = pieces[0]
        guard path.starts(with: first) else { return false }
        guard pieces.count > 1, let last = pieces.last else { return path.count == first.count }
        var start = first.count
        for piece in pieces.dropFirst().dropLast() {
            guard let end = Self.end(of: piece, in: path[start...]) else { return false }
            start = end
        }
        return path.count - start >= last.count && path.suffix(last.count).elementsEqual(last)
    }

    private static func end(of piece: [UInt8], in path: ArraySlice<UInt8>) -> Int? {
        var start = path.startIndex
        while path.endIndex - start >= piece.count {
            if path[start...].starts(with: piece) { return start + piece.count }
            start += 1
        }
        return nil
    }
}

extension UInt8 {
    static let star = UInt8(ascii: "*")
}
