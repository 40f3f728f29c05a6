/// Octets at a fixed address, which system calls can read again and again without a copy.
@safe package struct Octets: ~Copyable {
    /// The number of octets.
    package let count: Int
    private let memory: UnsafeMutableRawPointer

    /// A copy of `bytes`.
    package init(_ bytes: [UInt8]) {
        count = bytes.count
        unsafe memory = .allocate(byteCount: max(1, bytes.count), alignment: 64)
        unsafe memory.copyMemory(from: bytes, byteCount: bytes.count)
    }

    deinit { unsafe memory.deallocate() }

    /// The address of octets `range`, valid as long as this value lives.
    @inline(__always)
    func address(_ range: Range<Int>) -> UnsafeRawPointer {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe UnsafeRawPointer(memory + range.lowerBound)
    }
}
