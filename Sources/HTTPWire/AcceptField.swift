/// Proactive negotiation by media type, RFC 9110 section 12.5.1.
///
/// Made with what the server can send, in its order of preference; fed with each `Accept` field
/// line of a request; asked for the best. Nothing is allocated per media range, and a malformed
/// range is skipped on its own: negotiation decides the format of an error page, never whether
/// there is one.
package struct AcceptField {
    /// The most ranges that are read; further ones are ignored. Browsers send about ten.
    package static let maximumRanges = 64

    /// How closely a media range names an offer; a closer one overrides the quality of a looser
    /// one.
    private enum Specificity: Int {
        case none, anyType, anySubtype
        /// `text/html;level=1` when plain `text/html` is offered: close to what was asked for, but
        /// outranked by a range that names the offer itself.
        case typeWithParameters
        case type
    }

    private struct Offer {
        let type: [UInt8]
        let subtype: [UInt8]
        var specificity = Specificity.none
        var quality = 0

        static func < (left: Offer, right: Offer) -> Bool {
            (left.quality, left.specificity.rawValue) < (right.quality, right.specificity.rawValue)
        }

        /// The closest range decides; of equally close ones the one with the highest quality.
        mutating func take(_ specificity: Specificity, quality: Int) {
            if specificity.rawValue > self.specificity.rawValue {
                self.specificity = specificity
                self.quality = quality
            } else if specificity == self.specificity {
                self.quality = max(self.quality, quality)
            }
        }
    }

    private var offers: [Offer]
    private var ranges = 0

    /// - Parameter offers: media types without parameters, such as `text/html`, best first.
    package init(offers: [String]) {
        self.offers = offers.map { offer in
            let parts = offer.utf8.map(Self.lowercased).split(separator: UInt8(ascii: "/"))
            precondition(parts.count == 2, "an offer is type/subtype")
            return Offer(type: Array(parts[0]), subtype: Array(parts[1]))
        }
    }

    /// Takes in one field value. Several field lines are one list (RFC 9110 section 5.3).
    package mutating func read(_ value: Span<UInt8>) {
        var start = 0
        var index = 0
        var quoted = false
        while index < value.count {
            let byte = value[index]
            if quoted {
                // A quoted-pair cannot end the string (RFC 9110 section 5.6.4).
                if byte == UInt8(ascii: "\\") { index += 1 }
                if byte == UInt8(ascii: "\"") { quoted = false }
            } else if byte == UInt8(ascii: "\"") {
                quoted = true
            } else if byte == UInt8(ascii: ",") {
                readRange(value, start..<index)
                start = index + 1
            }
            index += 1
        }
        readRange(value, start..<value.count)
    }

    /// The index of the offer that the client likes best. Of equal qualities the one that was named
    /// more closely (a program that says `application/json, */*` hopes for JSON), then the earlier.
    ///
    /// The first offer when no valid range was read (no `Accept`: everything is acceptable), `nil`
    /// when the client accepts none of them; section 12.5.1 then lets a server answer as it likes.
    package var best: Int? {
        guard ranges > 0 else { return offers.isEmpty ? nil : 0 }
        var best: Int?
        for index in offers.indices where offers[index].quality > 0 {
            if let current = best, !(offers[current] < offers[index]) { continue }
            best = index
        }
        return best
    }

    private mutating func readRange(_ value: Span<UInt8>, _ part: Range<Int>) {
        guard ranges < Self.maximumRanges else { return }
        var cursor = MediaRangeCursor(index: part.lowerBound, end: part.upperBound)
        cursor.skipSpace(value)
        let type = cursor.takeToken(value)
        guard !type.isEmpty, cursor.take(UInt8(ascii: "/"), value) else { return }
        let subtype = cursor.takeToken(value)
        guard !subtype.isEmpty, let parameters = cursor.takeParameters(value) else { return }
        let anyType = Self.isWildcard(value, type)
        let anySubtype = Self.isWildcard(value, subtype)
        guard !anyType || anySubtype else { return }
        ranges += 1
        for index in offers.indices {
            let specificity: Specificity
            if anyType {
                specificity = .anyType
            } else if !Self.equals(value, type, offers[index].type) {
                continue
            } else if anySubtype {
                specificity = .anySubtype
            } else if !Self.equals(value, subtype, offers[index].subtype) {
                continue
            } else {
                specificity = parameters.hasOthers ? .typeWithParameters : .type
            }
            offers[index].take(specificity, quality: parameters.quality)
        }
    }

    private static func isWildcard(_ value: Span<UInt8>, _ token: Range<Int>) -> Bool {
        token.count == 1 && value[token.lowerBound] == UInt8(ascii: "*")
    }

    private static func equals(_ value: Span<UInt8>, _ token: Range<Int>, _ name: [UInt8]) -> Bool {
        guard token.count == name.count else { return false }
        for offset in name.indices
        where lowercased(value[token.lowerBound + offset]) != name[offset] {
            return false
        }
        return true
    }

    /// ASCII only: types and parameter names are tokens.
    static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
