import Glibc

extension [UInt8] {
    /// Appends a copy of the octets; no allocation when the capacity suffices.
    package mutating func append(copying octets: Span<UInt8>) {
        unsafe octets.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}

extension Span where Element == UInt8 {
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
