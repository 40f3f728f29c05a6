/// A name in a listing being sorted. It takes 24 bytes, because there may be many.
struct ListingItem {
    /// Distinguishes folders from other entries; after `makeKeys`, it is the complete sorting key.
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

    /// The same item after its name was moved in memory.
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
