/// Media types by name, with a small cache by extension: the files of a directory usually have few
/// different ones.
struct RecentTypes {
    private struct Slot {
        var key: UInt128 = 0
        var place: Int?
    }

    private let types: MediaTypes
    private var slots = InlineArray<16, Slot>(repeating: Slot())

    init(_ types: MediaTypes) { self.types = types }

    /// The same as `MediaTypes.type(forName:)`.
    subscript(name: Span<UInt8>) -> MediaType {
        mutating get {
            guard let key = MediaTypes.key(ofName: name) else { return .unknown }
            // The last letters of extensions differ most: html, png, txt, mp4.
            let index = Int(truncatingIfNeeded: (key ^ key >> 6) & 15)
            if slots[index].key != key {
                slots[index] = Slot(key: key, place: types.lookUp(key))
            }
            return slots[index].place.map { types.values[$0] } ?? .unknown
        }
    }
}
