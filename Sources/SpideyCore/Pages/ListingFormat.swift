import HTTPWire

/// The formats of a listing.
package enum ListingFormat: Sendable, CaseIterable {
    /// A page for people.
    case html
    /// The same entries as data; `docs/listing-schema.json` describes it.
    case json

    /// The value of `Content-Type`.
    var contentType: String {
        switch self {
        case .html: "text/html; charset=utf-8"
        case .json: "application/json"
        }
    }

    /// The format of an error instead of a listing; nil if the Accept field decides.
    var ofErrors: ErrorFormat? {
        switch self {
        case .html: nil
        case .json: .json
        }
    }

    /// The format that a request for a directory gets: JSON if its query has the parameter `json`,
    /// whatever its value, or if its Accept field prefers it (RFC 9110 section 12.5.1).
    init(for head: borrowing RequestHead) {
        if let query = head.query, Self.asksForData(head.fields.bytes[query]) {
            self = .json
        } else if Self.namesPageFirst(head) {
            self = .html
        } else {
            self = Self.allCases[head.preferred(Self.offers) ?? 0]
        }
    }

    private static let offers = AcceptField(offers: ["text/html", "application/json"])
    private static let parameter = Array("json".utf8)

    /// Whether the Accept field begins with HTML, without a weight, as that of every browser does.
    /// Nothing is better than that, so there is nothing to negotiate, which would allocate.
    private static func namesPageFirst(_ head: borrowing RequestHead) -> Bool {
        guard let line = head.fields.lines.first(where: { $0.known == .accept }) else {
            return false
        }
        let value = head.fields.bytes[line.value]
        return value.starts(with: page)
            && (value.count == page.count || value.dropFirst(page.count).first == 0x2c)
    }

    private static let page = Array("text/html".utf8)

    private static func asksForData(_ query: ArraySlice<UInt8>) -> Bool {
        query.split(separator: UInt8(ascii: "&")).contains {
            $0.prefix { $0 != UInt8(ascii: "=") }.elementsEqual(parameter)
        }
    }
}
