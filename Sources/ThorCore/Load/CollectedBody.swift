internal import SystemCalls

/// A response's body while it arrives, as much of it as a check needs.
package struct CollectedBody: Sendable {
    /// The octets, at most `ResponseCheck.longestSearched` of them; none for a digest.
    package private(set) var bytes: [UInt8] = []
    /// Whether there were more octets than that.
    package private(set) var isTooLong = false
    /// The digest of all octets; of none unless the check is one by digest.
    package private(set) var digest = SHA256()

    /// An empty body.
    package init() {}

    /// Makes the body empty and keeps its memory.
    package mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        isTooLong = false
        digest = SHA256()
    }

    /// Appends a piece, for a check against `body`.
    package mutating func append(_ piece: Span<UInt8>, for body: ResponseCheck.Body) {
        if case .digest = body {
            digest.update(piece)
        } else if bytes.count + piece.count <= ResponseCheck.longestSearched {
            bytes.append(copying: piece)
        } else {
            isTooLong = true
        }
    }
}

extension Array where Element == UInt8 {
    /// Whether `text` occurs anywhere in these octets.
    func contains(_ text: [UInt8]) -> Bool {
        guard let first = text.first else { return true }
        var start = startIndex
        while let found = self[start...].firstIndex(of: first), found + text.count <= count {
            if self[found..<(found + text.count)].elementsEqual(text) { return true }
            start = found + 1
        }
        return false
    }
}
