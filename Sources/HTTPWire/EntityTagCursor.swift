/// Walks over the entity tags of an If-Match or If-None-Match field line (RFC 9110 section 8.8.3).
///
/// Commas separate, but a comma between quotation marks belongs to its tag. Empty elements are
/// skipped (section 5.6.1.2). What is no entity tag is skipped up to the next comma: it matches
/// nothing, and the elements after it still count.
struct EntityTagCursor {
    /// A tag in the octets that the cursor walks over.
    struct Tag: Equatable {
        /// Whether `W/` stands before it; the W is upper case.
        let isWeak: Bool
        /// The opaque tag with its quotes.
        let opaque: Range<Int>
    }

    private var position: Int
    private let end: Int

    /// The tags of the field value in `range`.
    init(_ range: Range<Int>) {
        position = range.lowerBound
        end = range.upperBound
    }

    /// The next tag; nil after the last one.
    mutating func next(in input: Span<UInt8>) -> Tag? {
        while position < end {
            if input[position].isWhitespace || input[position] == UInt8(ascii: ",") {
                position += 1
                continue
            }
            let start = position
            if let tag = takeTag(input), isAtEndOfElement(input) { return tag }
            position = start
            while position < end, input[position] != UInt8(ascii: ",") { position += 1 }
        }
        return nil
    }

    /// The only tag of a value that is not a list (`If-Range`); nil for anything else.
    static func single(_ range: Range<Int>, in input: Span<UInt8>) -> Tag? {
        var cursor = EntityTagCursor(range)
        guard let tag = cursor.takeTag(input), cursor.position == cursor.end else { return nil }
        return tag
    }

    /// `[ %s"W/" ] DQUOTE *etagc DQUOTE`.
    private mutating func takeTag(_ input: Span<UInt8>) -> Tag? {
        let weak = position + 2
        let isWeak = weak <= end && input.matches(position..<weak, "W/")
        if isWeak { position = weak }
        let start = position
        guard position < end, input[position] == UInt8(ascii: "\"") else { return nil }
        position += 1
        while position < end, input[position].isEntityTagCharacter { position += 1 }
        guard position < end, input[position] == UInt8(ascii: "\"") else { return nil }
        position += 1
        return Tag(isWeak: isWeak, opaque: start..<position)
    }

    private mutating func isAtEndOfElement(_ input: Span<UInt8>) -> Bool {
        while position < end, input[position].isWhitespace { position += 1 }
        return position == end || input[position] == UInt8(ascii: ",")
    }
}
