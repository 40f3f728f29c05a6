/// Walks over the elements of a comma-separated list (RFC 9110 section 5.6.1), trimmed, empty ones
/// included. Commas in quoted strings separate as well: the lists read here hold tokens only.
struct ListElements {
    private var position: Int
    private let end: Int
    private var isFinished = false

    /// The elements of the list in `range`.
    init(_ range: Range<Int>) {
        position = range.lowerBound
        end = range.upperBound
    }

    /// The next element, possibly empty; nil after the last one.
    mutating func next(in input: Span<UInt8>) -> Range<Int>? {
        guard !isFinished else { return nil }
        let start = position
        while position < end, input[position] != UInt8(ascii: ",") { position += 1 }
        let element = input.trimmingWhitespace(start..<position)
        if position < end { position += 1 } else { isFinished = true }
        return element
    }
}

extension Span where Element == UInt8 {
    /// The range without spaces and tabs at its ends.
    func trimmingWhitespace(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, self[lower].isWhitespace { lower += 1 }
        while upper > lower, self[upper - 1].isWhitespace { upper -= 1 }
        return lower..<upper
    }

    /// The position of the first octet in `range` that is not in the set, or the range's end.
    @inline(__always)
    func end(of set: ByteSet, in range: Range<Int>) -> Int {
        var position = range.lowerBound
        while position < range.upperBound, set.contains(self[position]) { position += 1 }
        return position
    }
}
