import HTTPWire

/// A field that the command line adds to responses, to all of them or to those for some paths.
package struct FieldRule: Sendable {
    /// Why something is no rule.
    package enum Refusal: Error {
        /// It is not `Name: value`, perhaps with a pattern in front.
        case malformed
        /// The field says how the message travels, or describes what is sent: no user's business.
        case reserved
    }

    /// Which paths it concerns; nil for all, and for what has no path.
    let pattern: PathPattern?
    /// The name as it is sent.
    let name: [UInt8]
    /// The value.
    let value: [UInt8]
    /// The name in lower case, by which fields are the same.
    let key: [UInt8]

    /// Whether the response to a request for this path gets it.
    func concerns(_ path: RequestPath?) -> Bool {
        guard let pattern else { return true }
        return path.map(pattern.matches) ?? false
    }

    /// Whether it stands beside fields of the same name instead of replacing them.
    ///
    /// Each `Set-Cookie` is a cookie (RFC 6265 section 3); what a response varies by remains true
    /// whatever a user adds to it.
    var isAddition: Bool { Self.additions.contains { key.elementsEqual($0.utf8) } }

    /// Reads `Name: value` or `PATTERN Name: value`, where a pattern begins with `/` or `*`.
    package init(_ text: String) throws(Refusal) {
        let text = Array(text.utf8)
        var field = text[...]
        var pattern: PathPattern?
        if text.first == .slash || text.first == .star {
            let end = text.firstIndex(of: .space) ?? text.endIndex
            pattern = PathPattern(String(decoding: text[..<end], as: UTF8.self))
            if pattern == nil { throw .malformed }
            field = Self.trimmed(text[end...])
        }
        guard let colon = field.firstIndex(of: UInt8(ascii: ":")) else { throw .malformed }
        try self.init(
            pattern, name: Array(field[..<colon]),
            value: Array(Self.trimmed(field[(colon + 1)...])))
    }

    /// A field for all responses.
    init(_ name: StaticString, _ value: StaticString) {
        pattern = nil
        self.name = Array(name.description.utf8)
        self.value = Array(value.description.utf8)
        key = Self.lowercased(self.name)
    }

    private init(_ pattern: PathPattern?, name: [UInt8], value: [UInt8]) throws(Refusal) {
        // What may stand in a field line is known in one place.
        var writer = MessageWriter()
        guard !value.isEmpty, (try? writer.field(name: name, value: value)) != nil else {
            throw .malformed
        }
        self.pattern = pattern
        self.name = name
        self.value = value
        key = Self.lowercased(name)
        for name in Self.reserved where key.elementsEqual(name.utf8) { throw .reserved }
    }

    /// Whether it says how long a response stays fresh (RFC 9111 section 5).
    var isFreshness: Bool { Self.freshness.contains { key.elementsEqual($0.utf8) } }

    private static let additions = ["set-cookie", "vary"]
    private static let freshness = ["cache-control", "expires", "pragma", "age"]

    /// Framing and the connection (RFC 9112), what every response has, and what follows from the
    /// file that is sent.
    private static let reserved = [
        "connection", "content-length", "keep-alive", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade", "date", "server", "accept-ranges", "allow",
        "content-encoding", "content-range", "content-type", "etag", "last-modified", "location",
    ]

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank = { (octet: UInt8) in octet == .space || octet == 0x09 }
        guard let first = text.firstIndex(where: { !isBlank($0) }),
            let last = text.lastIndex(where: { !isBlank($0) })
        else { return [] }
        return text[first...last]
    }

    private static func lowercased(_ text: [UInt8]) -> [UInt8] {
        text.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }
    }
}

extension UInt8 {
    static let star = UInt8(ascii: "*")
    static let space = UInt8(ascii: " ")
}
