/// A kind of file: its media type for HTTP, its name for people, and its icon in a listing.
package struct MediaType: Sendable, Equatable {
    /// The value of `Content-Type` when the content is not text, or is not examined.
    package let contentType: [UInt8]
    /// The value of `Content-Type` for text in UTF-8.
    private let contentTypeOfText: [UInt8]
    /// What the content decides.
    private let examination: Examination
    /// Its name for people: `PNG image`, `Shell script`. ASCII without HTML's special characters.
    package let label: [UInt8]
    /// Its icon.
    package let icon: Icon

    /// What the content of a file decides about its type (decision 0019).
    private enum Examination {
        /// Nothing: the type is sent as it is.
        case none
        /// Whether `charset=utf-8` is true.
        case charset
        /// The same, unless the content names its charset itself: HTML and CSS.
        case ownCharset
        /// Whether it is text at all: nothing is known but the name.
        case kind
    }

    /// A type of the form `type/subtype`, or with parameters: then it is sent exactly like this.
    package init(_ type: String, label: String, icon: Icon) {
        let examination = Self.examination(of: type.lowercased())
        self.init(
            type, ofText: examination == .none ? type : type + Self.charset, examination,
            label: label, icon: icon)
    }

    private init(
        _ type: String, ofText: String, _ examination: Examination, label: String, icon: Icon
    ) {
        contentType = Array(type.utf8)
        contentTypeOfText = Array(ofText.utf8)
        self.examination = examination
        self.label = Array(label.utf8)
        self.icon = icon
    }

    /// The type of a file of unknown kind: text, or anything else (RFC 9110 section 8.3).
    package static let unknown = MediaType(
        "application/octet-stream", ofText: "text/plain" + charset, .kind, label: "File",
        icon: .file)

    /// Whether the type depends on the content.
    package var needsContent: Bool { examination != .none }

    /// The value of `Content-Type` for a file with this content.
    /// - Parameters:
    ///   - content: the first `TextSniffer.length` bytes, or more.
    ///   - isWhole: whether that is all of it.
    package func contentType(of content: Span<UInt8>, isWhole: Bool) -> [UInt8] {
        guard needsContent, TextSniffer.isText(content, isWhole: isWhole) else {
            return contentType
        }
        if examination == .ownCharset, DeclaredCharset.exists(in: content) { return contentType }
        return contentTypeOfText
    }

    private static let charset = "; charset=utf-8"

    /// Browsers guess the charset of text without one. JSON is UTF-8 by definition (RFC 8259
    /// section 8.1, which defines no parameter). XML and SVG declare their encoding themselves, or
    /// are UTF-8, and a charset here would override it (RFC 7303 section 3).
    private static func examination(of type: String) -> Examination {
        if type.utf8.contains(UInt8(ascii: ";")) || type.hasSuffix("xml") { return .none }
        switch type {
        case "text/html", "text/css": return .ownCharset
        case "application/javascript", "application/x-javascript": return .charset
        default: return type.hasPrefix("text/") ? .charset : .none
        }
    }
}
