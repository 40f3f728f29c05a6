/// The media type that a user has chosen for the files with an extension (`--type EXT=TYPE`).
package struct MediaTypeChoice: Sendable, Equatable {
    /// The extension without its dot.
    let fileExtension: [UInt8]
    /// The type.
    let type: MediaTypeName

    /// Reads `EXT=TYPE`; a dot before the extension may be written.
    /// - Returns: nil unless the type is valid, and the extension one that names can have: 1 to 16
    ///   bytes behind the last dot.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let sign = bytes.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let name = bytes[..<sign]
        let fileExtension = name.first == .dot ? name.dropFirst() : name
        guard 1...MediaTypes.maximumExtension ~= fileExtension.count,
            fileExtension.allSatisfy({ $0 > 0x20 && $0 != 0x7f && $0 != .dot && $0 != .slash }),
            let type = MediaTypeName(bytes[(sign + 1)...])
        else { return nil }
        self.fileExtension = Array(fileExtension)
        self.type = type
    }
}
