extension [UInt8] {
    /// Appends a copy of the octets; no allocation when the capacity suffices.
    package mutating func append(copying octets: Span<UInt8>) {
        unsafe octets.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
