/// The bytes that some names begin with, all of them.
///
/// Cameras and programs give names whose first dozen bytes are the same; what differs comes behind.
struct CommonPrefix {
    private var first: Range<Int>?
    private var length = 0

    /// Takes a name in.
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

    /// How many bytes that are, without the digits that they end with: `a1` and `a12` have no part
    /// of a number in common.
    func withoutDigits(of names: Span<UInt8>) -> Int {
        guard let first else { return 0 }
        var count = length
        while count > 0, NaturalOrder.isDigit(names[first.lowerBound + count - 1]) { count -= 1 }
        return count
    }
}
