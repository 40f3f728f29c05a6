import Glibc

extension [UInt8] {
    /// Appends a copy of the octets: `memcpy(3)`. Allocates only when the capacity does not
    /// suffice.
    package mutating func append(copying octets: Span<UInt8>) {
        unsafe octets.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}

extension Span where Element == UInt8 {
    /// Eight octets as a number, the first one least significant. Traps where there are fewer.
    @inlinable @inline(__always)
    package func littleEndianWord(at position: Int) -> UInt64 {
        precondition(position >= 0 && position <= count - 8, "not eight octets")
        let word = unsafe bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: position, as: UInt64.self)
        return UInt64(littleEndian: word)
    }

    /// Whether both hold the same octets: `memcmp(3)`.
    package func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count, count > 0 else { return count == other.count }
        return unsafe withUnsafeBytes { own in
            unsafe other.withUnsafeBytes { other in
                unsafe memcmp(own.baseAddress!, other.baseAddress!, own.count) == 0
            }
        }
    }
}

/// Appends many octets at once to an `OutputSpan`, which by itself takes them one by one.
extension OutputSpan where Element == UInt8 {
    /// Appends a copy of the octets. Traps when there is no room for all of them.
    @inlinable @inline(__always)
    package mutating func append(copying octets: Span<UInt8>) {
        let count = octets.count
        precondition(count <= freeCapacity, "no room for the octets")
        guard count > 0 else { return }
        unsafe octets.withUnsafeBufferPointer { source in
            unsafe append(source.baseAddress!, count)
        }
    }

    /// Appends the UTF-8 octets of a literal. Traps when there is no room for all of them.
    @inlinable @inline(__always)
    package mutating func append(literal: StaticString) {
        let count = literal.utf8CodeUnitCount
        precondition(count <= freeCapacity, "no room for the literal")
        unsafe append(literal.utf8Start, count)
    }

    @unsafe @inlinable @inline(__always)
    mutating func append(_ source: UnsafePointer<UInt8>, _ count: Int) {
        unsafe withUnsafeMutableBufferPointer { buffer, initialized in
            unsafe (buffer.baseAddress! + initialized).initialize(from: source, count: count)
            initialized += count
        }
    }
}
