/// What a Range field selects of a representation (RFC 9110 section 14.2).
package enum RangeSelection: Sendable, Equatable {
    /// The whole of it: the field is not there, or is ignored.
    case whole
    /// Nothing of it: 416.
    case unsatisfiable
    /// One part of it.
    case part(Range<Int>)
    /// Several parts, in the order in which they were asked for. They neither overlap nor touch.
    case parts([Range<Int>])

    /// Elements that a Range field may have. One with more is ignored: no player or viewer sends as
    /// many, and each costs a seek (section 14.2 leaves the decision to the server).
    package static let maximumRanges = 64

    /// Reads the value of a Range field.
    ///
    /// Ignored are other units than `bytes`, which is read in any case; a value with a malformed
    /// element, however many good ones there are; more than `maximumRanges` elements; and what
    /// selects all of an empty representation, which 206 could not express. Nothing is allocated
    /// unless several elements select something.
    /// - Parameters:
    ///   - length: octets of the representation.
    ///   - gap: parts with fewer octets than this between them become one, as do those that overlap
    ///     (section 15.3.7.2). It is what each further part costs in the response.
    init(_ input: Span<UInt8>, _ value: Range<Int>, length: Int, gap: Int) {
        self = .whole
        guard let set = Self.rangeSet(input, value) else { return }
        var (count, found) = (0, 0)
        var first: Range<Int>?
        var elements = ListElements(set)
        while let element = elements.next(in: input) {
            if element.isEmpty { continue }
            guard let spec = RangeSpec(input, element) else { return }
            count += 1
            guard let range = spec.range(of: length) else { continue }
            found += 1
            if first == nil { first = range }
        }
        guard count > 0, count <= Self.maximumRanges else { return }
        guard let first else {
            self = .unsatisfiable
            return
        }
        guard length > 0 else { return }
        self =
            found == 1
            ? .part(first) : Self.coalesced(input, set, length: length, gap: gap)
    }

    /// The elements behind `bytes=`; nil for another unit.
    private static func rangeSet(_ input: Span<UInt8>, _ value: Range<Int>) -> Range<Int>? {
        let unit: StaticString = "bytes="
        let start = value.lowerBound + unit.utf8CodeUnitCount
        guard start <= value.upperBound,
            input.matches(value.lowerBound..<start, ignoringCase: unit)
        else { return nil }
        return start..<value.upperBound
    }

    private static func coalesced(
        _ input: Span<UInt8>, _ set: Range<Int>, length: Int, gap: Int
    ) -> RangeSelection {
        var parts: [Range<Int>] = []
        var elements = ListElements(set)
        while let element = elements.next(in: input) {
            guard let range = RangeSpec(input, element)?.range(of: length) else { continue }
            add(range, to: &parts, gap: gap)
        }
        return parts.count == 1 ? .part(parts[0]) : .parts(parts)
    }

    /// Adds a range; with the parts that are near it, it becomes one in the place of the earliest.
    private static func add(_ range: Range<Int>, to parts: inout [Range<Int>], gap: Int) {
        var range = range
        var place = parts.count
        // One that has grown may have come near to others.
        while let near = parts.firstIndex(where: {
            max($0.lowerBound, range.lowerBound) - min($0.upperBound, range.upperBound) < gap
        }) {
            let other = parts.remove(at: near)
            range =
                min(range.lowerBound, other.lowerBound)..<max(range.upperBound, other.upperBound)
            place = min(place, near)
        }
        parts.insert(range, at: place)
    }
}

extension RequestHead {
    /// What the Range field selects of a representation of `length` octets: `RangeSelection.init`.
    /// Only GET has ranges (RFC 9110 section 14.2), and a field in several lines is ignored.
    package func selectRange(of length: Int, gap: Int) -> RangeSelection {
        guard method == .get, let line = fields.first(.range), fields.count(of: .range) == 1 else {
            return .whole
        }
        return RangeSelection(fields.bytes.span, line.value, length: length, gap: gap)
    }
}
