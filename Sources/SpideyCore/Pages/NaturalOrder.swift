/// The order of names in a listing: as a person would sort them.
///
/// Runs of digits compare by value (`file2` before `file10`), letters without regard to ASCII case.
/// Names that differ only in case or in leading zeros fall back to their bytes, so that the order
/// is total and two listings of one directory never differ.
package enum NaturalOrder {
    /// Whether the name `left` comes before the name `right`.
    package static func precedes(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        let difference = compare(left, right)
        return difference == 0 ? precedesByBytes(left, right) : difference < 0
    }

    private static func precedesByBytes(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index]
        }
        return left.count < right.count
    }

    /// Negative, zero or positive, as with `strcmp`.
    private static func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
        var i = 0
        var j = 0
        while i < left.count, j < right.count {
            if isDigit(left[i]), isDigit(right[j]) {
                let difference = compareNumbers(left, &i, right, &j)
                if difference != 0 { return difference }
            } else {
                let difference = Int(folded(left[i])) - Int(folded(right[j]))
                if difference != 0 { return difference }
                i += 1
                j += 1
            }
        }
        return (left.count - i) - (right.count - j)
    }

    /// Compares the runs of digits at `i` and `j` and steps over them. By length once leading zeros
    /// are gone, then digit by digit: no run is too long for that, while a number would overflow.
    private static func compareNumbers(
        _ left: Span<UInt8>, _ i: inout Int, _ right: Span<UInt8>, _ j: inout Int
    ) -> Int {
        let leftDigits = takeNumber(left, &i)
        let rightDigits = takeNumber(right, &j)
        guard leftDigits.count == rightDigits.count else {
            return leftDigits.count - rightDigits.count
        }
        for offset in 0..<leftDigits.count {
            let a = left[leftDigits.lowerBound + offset]
            let b = right[rightDigits.lowerBound + offset]
            if a != b { return Int(a) - Int(b) }
        }
        return 0
    }

    /// The significant digits of the run at `index`; `index` moves behind the run.
    private static func takeNumber(_ name: Span<UInt8>, _ index: inout Int) -> Range<Int> {
        while index < name.count, name[index] == UInt8(ascii: "0") { index += 1 }
        let start = index
        while index < name.count, isDigit(name[index]) { index += 1 }
        return start..<index
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    static func folded(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}
