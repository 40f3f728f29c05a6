/// A sorting key from the first bytes of a name: folders first, then `NaturalOrder`.
///
/// Of two different keys, the smaller belongs to the name that is listed first; for equal keys
/// `NaturalOrder.precedes` decides. The bytes of the key are those of the name, letters in lower
/// case, with the number of digits inserted before each run of digits: `file2` and `file10` become
/// `file12` and `file210`. That number is itself a digit, so it sorts against other bytes as the
/// run's digits do. Leading zeros of a run are left out.
struct NaturalKey: Comparable {
    /// The first bytes; the very first one distinguishes folders from other entries.
    private(set) var high: UInt64
    /// The rest of them.
    private(set) var low: UInt64

    /// Bytes of a key.
    private static let capacity = 16
    /// The longest run of digits that a key contains; for longer runs the names are compared.
    private static let longestRun = 8

    /// The common start of the keys of folders, or of other entries.
    init(isFolder: Bool) { (high, low) = (isFolder ? 0 : 1 << 56, 0) }

    /// Whether it is the key of a folder.
    var isFolder: Bool { high >> 56 == 0 }

    /// The key of a name.
    /// - Parameters:
    ///   - skipped: leading bytes that all names of this sort (folders or not) have in common, and
    ///     that neither end in nor are followed by the middle of a run of digits.
    init(_ name: Span<UInt8>, isFolder: Bool, skipped: Int) {
        self.init(isFolder: isFolder)
        var place = 1
        var index = skipped
        while index < name.count, place < Self.capacity {
            let byte = name[index]
            guard NaturalOrder.isDigit(byte) else {
                put(NaturalOrder.folded(byte), &place)
                index += 1
                continue
            }
            while index < name.count, name[index] == UInt8(ascii: "0") { index += 1 }
            let start = index
            while index < name.count, NaturalOrder.isDigit(name[index]) { index += 1 }
            let count = index - start
            put(UInt8(ascii: "0") + UInt8(min(count, Self.longestRun + 1)), &place)
            if count > Self.longestRun { return }
            for digit in start..<index where place < Self.capacity { put(name[digit], &place) }
        }
    }

    @inline(__always)
    private mutating func put(_ byte: UInt8, _ place: inout Int) {
        let shift = UInt64(56 - 8 * (place & 7))
        if place < 8 { high |= UInt64(byte) << shift } else { low |= UInt64(byte) << shift }
        place += 1
    }

    @inline(__always)
    static func < (left: NaturalKey, right: NaturalKey) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}
