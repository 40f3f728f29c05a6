/// An entity tag (RFC 9110 section 8.8.3): a name for one state of a representation.
package struct EntityTag: Sendable, Equatable {
    /// The tag as it stands in an ETag field: `"OPAQUE"`, or `W/"OPAQUE"` when it is weak.
    package let octets: [UInt8]
    /// Whether representations with this tag may differ in their octets (section 8.8.1). A weak tag
    /// proves nothing about ranges.
    package let isWeak: Bool

    /// A tag.
    /// - Parameter opaque: what stands between the quotes: visible ASCII but `"`, and octets beyond
    ///   ASCII. Traps for others.
    package init(_ opaque: [UInt8], isWeak: Bool = false) {
        precondition(opaque.allSatisfy(\.isEntityTagCharacter), "no entity tag has such octets")
        let quote = UInt8(ascii: "\"")
        let prefix = isWeak ? [UInt8(ascii: "W"), UInt8(ascii: "/")] : []
        octets = prefix + [quote] + opaque + [quote]
        self.isWeak = isWeak
    }

    /// The opaque tag with its quotes.
    private var opaque: Range<Int> { (isWeak ? 2 : 0)..<octets.count }

    /// Compares with a tag that a client sent (section 8.8.3.2).
    /// - Parameter strongly: whether both have to be strong tags.
    func matches(_ other: EntityTagCursor.Tag, in input: Span<UInt8>, strongly: Bool) -> Bool {
        if strongly, isWeak || other.isWeak { return false }
        let own = opaque
        guard own.count == other.opaque.count else { return false }
        for offset in 0..<own.count
        where octets[own.lowerBound + offset] != input[other.opaque.lowerBound + offset] {
            return false
        }
        return true
    }
}

extension UInt8 {
    /// `etagc` (RFC 9110 section 8.8.3): visible ASCII but the quotation mark, and `obs-text`.
    @inline(__always)
    var isEntityTagCharacter: Bool { self > 0x22 && self != 0x7F || self == 0x21 }
}
