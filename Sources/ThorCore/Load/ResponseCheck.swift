internal import SystemCalls

/// What a good response is: its status, and perhaps its body.
package struct ResponseCheck: Sendable {
    /// What a body is held against.
    package enum Body: Sendable {
        /// It contains this.
        case contains([UInt8])
        /// This regular expression matches somewhere in it.
        case matches(BodyPattern)
        /// Its SHA-256 digest is this.
        case digest([UInt8])
    }

    /// Longest body that is kept to be searched, in octets; a longer one does not match. A digest
    /// keeps nothing and has no limit.
    package static let longestSearched = 16 * 1024 * 1024

    /// Whether a status is expected, the code being the index.
    package var statuses: [Bool]
    /// What the body has to be; nil when nobody looks at it.
    package var body: Body?

    /// Any 2xx or 3xx response.
    package init() {
        statuses = (0..<1000).map { 200..<400 ~= $0 }
    }

    /// Whether a complete body is good.
    package func accepts(_ collected: CollectedBody) -> Bool {
        switch body {
        case nil: true
        case .contains(let text): !collected.isTooLong && collected.bytes.contains(text)
        case .matches(let pattern): !collected.isTooLong && pattern.matches(collected.bytes)
        case .digest(let expected): collected.digest.finished() == expected
        }
    }
}

/// A body as it arrives, for a check.
package struct CollectedBody: Sendable {
    /// What has arrived, up to `ResponseCheck.longestSearched`; empty for a digest.
    package private(set) var bytes: [UInt8] = []
    /// Whether there was more.
    package private(set) var isTooLong = false
    /// The digest of what has arrived.
    package private(set) var digest = SHA256()

    /// A check that has seen nothing yet.
    package init() {}

    /// Forgets everything and keeps the memory.
    package mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        isTooLong = false
        digest = SHA256()
    }

    /// Takes a piece.
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
    /// Whether `text` occurs somewhere in these octets.
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
