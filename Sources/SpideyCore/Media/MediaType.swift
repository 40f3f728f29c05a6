/// What a kind of file is called: by HTTP, by a person, and by the pictures in a listing.
package struct MediaType: Sendable, Equatable {
    /// The value of `Content-Type`, with its charset where that belongs.
    package let contentType: [UInt8]
    /// What a person calls it: `PNG image`, `Shell script`. ASCII without HTML's special
    /// characters.
    package let label: [UInt8]
    /// Which icon stands for it.
    package let icon: Icon

    /// `charset=utf-8` is added to the types that need it, see `needsCharset`.
    package init(_ type: String, label: String, icon: Icon) {
        contentType = Array(type.utf8) + (Self.needsCharset(type) ? Self.charset : [])
        self.label = Array(label.utf8)
        self.icon = icon
    }

    /// What a file is of which nothing is known (RFC 9110 section 8.3).
    package static let unknown = MediaType(
        "application/octet-stream", label: "File", icon: .file)

    private static let charset = Array("; charset=utf-8".utf8)

    /// Text without a charset is guessed at by browsers. JSON is UTF-8 by definition (RFC 8259
    /// section 8.1, which defines no parameter); XML and SVG say their encoding themselves, and
    /// a charset here would overrule what they say (RFC 7303 section 3).
    private static func needsCharset(_ type: String) -> Bool {
        if type.utf8.contains(UInt8(ascii: ";")) || type == "text/xml" { return false }
        return type.hasPrefix("text/") || type == "application/javascript"
            || type == "application/x-sh"
    }
}
