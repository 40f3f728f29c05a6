/// From a file's name to its media type, by its last extension.
///
/// Every `Content-Type` value is put together once, here; a lookup packs the extension into one
/// integer and searches a sorted array for it, without allocating. A dictionary would hash, and
/// hashing touches code and memory that a forked child has to fault in: six page faults.
package struct MediaTypes: Sendable {
    /// The types in the table below, the same on every machine.
    package static let builtin = MediaTypes(rows: Self.rows)

    /// Longer extensions are unknown: a key holds sixteen bytes.
    package static let maximumExtension = 16

    /// The keys in ascending order, and their types at the same indexes.
    private let keys: [UInt128]
    let values: [MediaType]

    /// The built-in table, overridden by the system's.
    ///
    /// - Parameter contents: the text of a `mime.types` file: on each line a type, then its
    ///   extensions; `#` begins a comment. Malformed lines are skipped.
    package init(systemTable contents: [UInt8]) {
        var types = Self.builtin.table
        for line in contents.split(separator: UInt8(ascii: "\n")) {
            let entry = line.prefix { $0 != UInt8(ascii: "#") }
            let words = entry.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
            guard words.count > 1, let type = Self.validType(words[0]) else { continue }
            for fileExtension in words.dropFirst() {
                guard let key = Self.key(fileExtension) else { continue }
                let known = types[key]
                types[key] = MediaType(
                    type,
                    label: known.map { String(decoding: $0.label, as: UTF8.self) }
                        ?? Self.label(of: type, fileExtension),
                    icon: known?.icon ?? Self.icon(of: type))
            }
        }
        self.init(types)
    }

    private init(_ types: [UInt128: MediaType]) {
        let sorted = types.sorted { $0.key < $1.key }
        keys = sorted.map(\.key)
        values = sorted.map(\.value)
    }

    private var table: [UInt128: MediaType] {
        Dictionary(zip(keys, values)) { first, _ in first }
    }

    private init(rows: [(extensions: String, type: String, label: String, icon: Icon)]) {
        var types: [UInt128: MediaType] = [:]
        for row in rows {
            let type = MediaType(row.type, label: row.label, icon: row.icon)
            for fileExtension in row.extensions.split(separator: " ") {
                guard let key = Self.key(ArraySlice(fileExtension.utf8)) else { continue }
                types[key] = type
            }
        }
        self.init(types)
    }

    /// The type of a file with this name: by what follows the last dot, whatever its case;
    /// `MediaType.unknown` if there is none or it is not known.
    ///
    /// A name that only begins with a dot (`.profile`) has no extension.
    package func type(forName name: [UInt8]) -> MediaType { type(forName: name.span) }

    /// The same for a span.
    package func type(forName name: Span<UInt8>) -> MediaType {
        guard let key = Self.key(ofName: name), let place = lookUp(key) else { return .unknown }
        return values[place]
    }

    /// The key of the extension of a name; nil when it has none that could be known.
    static func key(ofName name: Span<UInt8>) -> UInt128? {
        var dot = name.count - 1
        let first = max(0, dot - maximumExtension)
        while dot > first, name[dot] != UInt8(ascii: ".") { dot -= 1 }
        guard dot > 0, name[dot] == UInt8(ascii: "."), dot < name.count - 1 else { return nil }
        var key: UInt128 = 0
        for index in (dot + 1)..<name.count { key = key << 8 | UInt128(folded(name[index])) }
        return key
    }

    /// The index of this key: binary search.
    func lookUp(_ key: UInt128) -> Int? {
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] == key { return middle }
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// The extension in lower case, its bytes side by side; `nil` if there is none or too long a
    /// one.
    private static func key(_ fileExtension: ArraySlice<UInt8>) -> UInt128? {
        guard 1...maximumExtension ~= fileExtension.count else { return nil }
        var key: UInt128 = 0
        for byte in fileExtension { key = key << 8 | UInt128(folded(byte)) }
        return key
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }

    /// The type if it is valid in a field value: the table comes from outside the program.
    private static func validType(_ word: ArraySlice<UInt8>) -> String? {
        let parts = word.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isToken = { (byte: UInt8) in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isToken) })
        else { return nil }
        return String(decoding: word, as: UTF8.self)
    }

    private static func icon(of type: String) -> Icon {
        if type.hasPrefix("image/") { return .image }
        if type.hasPrefix("audio/") { return .audio }
        if type.hasPrefix("video/") { return .video }
        if type.hasPrefix("text/x-") { return .code }
        return type.hasPrefix("text/") ? .text : .file
    }

    /// `TGA image` for a `.tga` that only the system knows about.
    private static func label(of type: String, _ fileExtension: ArraySlice<UInt8>) -> String {
        let noun =
            switch icon(of: type) {
            case .image: "image"
            case .audio: "audio"
            case .video: "video"
            case .text, .code: "text"
            default: "file"
            }
        let isPlain = fileExtension.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: false
            }
        }
        guard isPlain, fileExtension.count <= 5 else {
            return noun.prefix(1).uppercased() + noun.dropFirst()
        }
        return String(decoding: fileExtension, as: UTF8.self).uppercased() + " " + noun
    }
}
