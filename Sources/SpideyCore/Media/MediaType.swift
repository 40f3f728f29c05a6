/// A kind of file: its media type for HTTP, its name for people, and its icon in a listing.
package struct MediaType: Sendable, Equatable {
    /// The value of `Content-Type`, with its charset where that belongs.
    package let contentType: [UInt8]
    /// Its name for people: `PNG image`, `Shell script`. ASCII without HTML's special characters.
    package let label: [UInt8]
    /// Its icon.
    package let icon: Icon

    /// `charset=utf-8` is added to the types that need it, see `needsCharset`.
    package init(_ type: String, label: String, icon: Icon) {
        contentType = Array(type.utf8) + (Self.needsCharset(type) ? Self.charset : [])
        self.label = Array(label.utf8)
        self.icon = icon
    }

    /// The type of a file of unknown kind (RFC 9110 section 8.3).
    package static let unknown = MediaType(
        "application/octet-stream", label: "File", icon: .file)

    private static let charset = Array("; charset=utf-8".utf8)

    /// Browsers guess the charset of text without one. JSON is UTF-8 by definition (RFC 8259
    /// section 8.1, which defines no parameter); XML and SVG declare their encoding themselves, and
    /// a charset here would override it (RFC 7303 section 3).
    private static func needsCharset(_ type: String) -> Bool {
        if type.utf8.contains(UInt8(ascii: ";")) || type == "text/xml" { return false }
        return type.hasPrefix("text/") || type == "application/javascript"
            || type == "application/x-sh"
    }
}
