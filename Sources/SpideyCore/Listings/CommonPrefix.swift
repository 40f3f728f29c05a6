/// The longest common prefix of some names.
///
/// Cameras and programs create names whose first dozen bytes are the same.
struct CommonPrefix {
    private var first: Range<Int>?
    private var length = 0

    /// Adds a name.
    /// - Parameter names: the memory of all names.
    mutating func take(_ name: Range<Int>, of names: Span<UInt8>) {
        guard let first else {
            first = name
            length = name.count
            return
        }
        let limit = min(length, name.count)
        length = 0
        while length < limit,
            names[first.lowerBound + length] == names[name.lowerBound + length]
        { length += 1 }
    }

    /// The length of the prefix in bytes, without digits at its end, because a common start of two
    /// numbers, as in `a1` and `a12`, must not be cut off.
    func withoutDigits(of names: Span<UInt8>) -> Int {
        guard let first else { return 0 }
        var count = length
        while count > 0, NaturalOrder.isDigit(names[first.lowerBound + count - 1]) { count -= 1 }
        return count
    }
}
