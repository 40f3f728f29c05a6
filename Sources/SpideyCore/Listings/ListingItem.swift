/// A name's place in a listing that is being sorted: 24 bytes, for there may be many.
struct ListingItem {
    /// Tells folders from the rest, and when it has been made for sorting, everything else.
    var key: NaturalKey
    /// The index of its entry in a listing of one piece; 0 in a long one, which keeps no entries.
    let index: UInt16
    private let count: UInt16
    private let start: UInt32

    /// An item without a key for sorting.
    init(_ name: Range<Int>, isFolder: Bool, index: UInt16) {
        key = NaturalKey(isFolder: isFolder)
        self.index = index
        start = UInt32(name.lowerBound)
        count = UInt16(name.count)
    }

    /// The same item with its name elsewhere.
    func moved(to name: Range<Int>) -> ListingItem {
        var item = ListingItem(name, isFolder: isFolder, index: index)
        item.key = key
        return item
    }

    /// Whether it is a directory.
    var isFolder: Bool { key.isFolder }

    /// Where the bytes of the name are in the memory of all names.
    var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}
