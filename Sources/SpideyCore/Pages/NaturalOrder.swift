/// The order of a listing: folders first, then names as a person would sort them.
///
/// Runs of digits compare by value (`file2` before `file10`), letters without regard to ASCII case.
/// Names that differ only in case or in leading zeros fall back to their bytes, so that the order
/// is total and two listings of one directory never differ.
package enum NaturalOrder {
    /// Puts entries in the order to list them.
    ///
    /// Positions are sorted and each entry is moved once: an entry is several references, and
    /// moving them about while sorting costs more than the comparisons.
    package static func sort(_ entries: inout [ListingEntry]) {
        let names = entries.map(\.name)
        let isFolder = entries.map { $0.kind == .directory }
        let order = names.indices.sorted { left, right in
            isFolder[left] == isFolder[right] ? precedes(names[left], names[right]) : isFolder[left]
        }
        entries = order.map { entries[$0] }
    }

    /// Whether `left` is listed before `right`.
    package static func precedes(_ left: ListingEntry, _ right: ListingEntry) -> Bool {
        if (left.kind == .directory) != (right.kind == .directory) {
            return left.kind == .directory
        }
        return precedes(left.name, right.name)
    }

    /// Whether the name `left` comes before the name `right`.
    package static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let difference = compare(left.span, right.span)
        return difference == 0 ? left.lexicographicallyPrecedes(right) : difference < 0
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

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}
