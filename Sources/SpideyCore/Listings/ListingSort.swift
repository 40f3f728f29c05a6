/// Sorts the items of a listing in steps that take well under a millisecond each: runs first, then
/// merges of neighbouring runs, until one is left.
struct ListingSort {
    /// The items; sorted once `step` has returned false.
    private(set) var items: [ListingItem]
    private var merged: [ListingItem] = []
    /// Items in a run.
    private var width = Self.runLength
    /// The index of the next run to sort.
    private var unsorted = 0
    /// The indexes of the next items to merge, in a run and in the following one.
    private var left = 0
    private var right = Self.runLength

    /// Items that are sorted, or merged, in one step.
    static let runLength = 4096

    init(_ items: [ListingItem]) { self.items = items }

    /// Does a bounded part of the work.
    /// - Parameter names: the memory of all names.
    /// - Returns: whether there is more to do.
    mutating func step(_ names: [UInt8]) -> Bool {
        if unsorted < items.count {
            let end = min(unsorted + Self.runLength, items.count)
            items[unsorted..<end].sort { Self.precedes($0, $1, names) }
            unsorted = end
            return items.count > Self.runLength
        }
        guard width < items.count else { return false }
        merge(names)
        if merged.count == items.count {
            swap(&items, &merged)
            merged.removeAll(keepingCapacity: width * 2 < items.count)
            width *= 2
            (left, right) = (0, width)
        }
        return width < items.count
    }

    private mutating func merge(_ names: [UInt8]) {
        if merged.isEmpty { merged.reserveCapacity(items.count) }
        for _ in 0..<min(Self.runLength, items.count - merged.count) {
            // Both runs are used up: the next two begin.
            let start = merged.count / (2 * width) * 2 * width
            if merged.count == start { (left, right) = (start, min(start + width, items.count)) }
            let middle = min(start + width, items.count)
            let end = min(start + 2 * width, items.count)
            let takesRight =
                left == middle
                || right < end && Self.precedes(items[right], items[left], names)
            merged.append(items[takesRight ? right : left])
            if takesRight { right += 1 } else { left += 1 }
        }
    }

    /// Whether an item comes before another one; both have their keys.
    @inline(__always)
    static func precedes(
        _ left: ListingItem, _ right: ListingItem, _ names: [UInt8]
    ) -> Bool {
        if left.key != right.key { return left.key < right.key }
        let names = names.span
        return NaturalOrder.precedes(
            names.extracting(left.range), names.extracting(right.range))
    }
}
