/// One element of a `ranges-specifier` of the unit `bytes` (RFC 9110 section 14.1.2).
enum RangeSpec: Equatable {
    /// `FIRST-LAST` or `FIRST-`: from an octet through another one; `Int.max` when it is open.
    case interval(Int, through: Int)
    /// `-LENGTH`: the last octets.
    case suffix(Int)

    /// Reads an element; nil when it is malformed, or ends before it begins (section 14.1.1).
    /// Numbers that do not fit are as good as `Int.max`: no content is longer.
    init?(_ input: Span<UInt8>, _ element: Range<Int>) {
        var position = element.lowerBound
        let first = Self.takeNumber(input, &position, element.upperBound)
        guard position < element.upperBound, input[position] == UInt8(ascii: "-") else {
            return nil
        }
        position += 1
        let last = Self.takeNumber(input, &position, element.upperBound)
        guard position == element.upperBound else { return nil }
        switch (first, last) {
        case (let first?, let last): self = .interval(first, through: last ?? .max)
        case (nil, let length?): self = .suffix(length)
        case (nil, nil): return nil
        }
        if case .interval(let first, let last) = self, last < first { return nil }
    }

    /// The octets that it selects of `length`; nil when it cannot be satisfied (section 14.1.2). Of
    /// no octets, what begins with the first one or is a suffix selects an empty range.
    func range(of length: Int) -> Range<Int>? {
        switch self {
        case .interval(let first, let last):
            first < max(1, length) ? first..<min(last, length - 1) + 1 : nil
        case .suffix(let count):
            count > 0 ? max(0, length - count)..<length : nil
        }
    }

    /// `1*DIGIT`; nil when there is none.
    private static func takeNumber(
        _ input: Span<UInt8>, _ position: inout Int, _ end: Int
    ) -> Int? {
        guard position < end, input[position].isDigit else { return nil }
        var number = 0
        while position < end, input[position].isDigit {
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(input[position] &- 0x30))
            number = overflow || carry ? .max : sum
            position += 1
        }
        return number
    }
}
