/// The only file of the module that reads memory without the language's checks. Each function first
/// checks its own preconditions.

extension [UInt8] {
    /// Appends a copy of the octets; no allocation when the capacity suffices.
    mutating func append(copying octets: Span<UInt8>) {
        unsafe octets.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    /// Appends the octets of a literal.
    mutating func append(literal: StaticString) {
        literal.withUTF8Buffer { unsafe append(contentsOf: $0) }
    }
}

extension Span where Element == UInt8 {
    /// Eight octets at once, the first in the lowest place.
    @inline(__always)
    private func word(at position: Int) -> UInt64 {
        precondition(position >= 0 && position <= count - 8)
        let word = unsafe bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: position, as: UInt64.self)
        return UInt64(littleEndian: word)
    }

    /// The position of the first forbidden control character at or after `start`, or `count`.
    ///
    /// Reads eight octets at a time, because this is the one pass over every octet of a head: a
    /// zero high bit after the subtraction marks octets below 0x20 and the octet 0x7F. A borrow can
    /// only spoil octets above the first hit, so the lowest mark is exact.
    func firstForbiddenControl(from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highBits = ones << 7
        var position = start
        while position <= count - 8 {
            let octets = word(at: position)
            let low = (octets &- ones &* 0x20) & ~octets
            let difference = octets ^ (ones &* 0x7F)
            let delete = (difference &- ones) & ~difference
            let marks = (low | delete) & highBits
            if marks == 0 {
                position += 8
                continue
            }
            position += marks.trailingZeroBitCount >> 3
            if self[position] != .horizontalTab { return position }
            position += 1
        }
        while position < count, !self[position].isForbiddenControl { position += 1 }
        return position
    }

    /// Whether the octets in `range` are exactly those of the literal.
    func matches(_ range: Range<Int>, _ literal: StaticString) -> Bool {
        guard range.count == literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { expected in
            for offset in 0..<range.count
            where unsafe self[range.lowerBound + offset] != expected[offset] {
                return false
            }
            return true
        }
    }

    /// Whether the octets in `range` are those of the literal, which has to be in lower case, when
    /// the case of ASCII letters is ignored.
    func matches(_ range: Range<Int>, ignoringCase lowercased: StaticString) -> Bool {
        guard range.count == lowercased.utf8CodeUnitCount else { return false }
        return lowercased.withUTF8Buffer { expected in
            for offset in 0..<range.count
            where unsafe self[range.lowerBound + offset].lowercased != expected[offset] {
                return false
            }
            return true
        }
    }
}
