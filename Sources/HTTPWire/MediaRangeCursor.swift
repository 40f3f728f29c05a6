/// A position in one media range of an `Accept` field value (RFC 9110 section 12.5.1).
struct MediaRangeCursor {
    /// Where reading goes on.
    var index: Int
    /// Where the range ends, exclusive.
    let end: Int

    /// Optional whitespace, RFC 9110 section 5.6.3.
    mutating func skipSpace(_ value: Span<UInt8>) {
        while index < end, value[index] == UInt8(ascii: " ") || value[index] == UInt8(ascii: "\t") {
            index += 1
        }
    }

    /// Steps over one byte if it is this one.
    mutating func take(_ byte: UInt8, _ value: Span<UInt8>) -> Bool {
        guard index < end, value[index] == byte else { return false }
        index += 1
        return true
    }

    /// A token, RFC 9110 section 5.6.2; empty when there is none.
    mutating func takeToken(_ value: Span<UInt8>) -> Range<Int> {
        let start = index
        while index < end, Self.isToken(value[index]) { index += 1 }
        return start..<index
    }

    /// All of `*( OWS ";" OWS [ parameter ] )`, or `nil` when it is something else or its weight
    /// is.
    mutating func takeParameters(
        _ value: Span<UInt8>
    ) -> (quality: Int, hasOthers: Bool)? {
        var quality = 1000
        var hasOthers = false
        skipSpace(value)
        while index < end {
            guard take(UInt8(ascii: ";"), value) else { return nil }
            skipSpace(value)
            let name = takeToken(value)
            if name.isEmpty {
                skipSpace(value)
                continue
            }
            guard take(UInt8(ascii: "="), value) else { return nil }
            if name.count == 1, AcceptField.lowercased(value[name.lowerBound]) == UInt8(ascii: "q")
            {
                guard let weight = takeWeight(value) else { return nil }
                quality = weight
            } else {
                guard takeValue(value) else { return nil }
                hasOthers = true
            }
            skipSpace(value)
        }
        return (quality, hasOthers)
    }

    /// A qvalue in thousandths: `0`, `0.5`, `1.000` (RFC 9110 section 12.4.2).
    private mutating func takeWeight(_ value: Span<UInt8>) -> Int? {
        guard index < end, let whole = Self.digit(value[index]), whole <= 1 else { return nil }
        index += 1
        var weight = whole * 1000
        if take(UInt8(ascii: "."), value) {
            var unit = 100
            while index < end, let digit = Self.digit(value[index]) {
                guard unit > 0 else { return nil }
                weight += digit * unit
                unit /= 10
                index += 1
            }
        }
        return weight <= 1000 ? weight : nil
    }

    private mutating func takeValue(_ value: Span<UInt8>) -> Bool {
        guard take(UInt8(ascii: "\""), value) else { return !takeToken(value).isEmpty }
        while index < end {
            let byte = value[index]
            index += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return true }
        }
        return false
    }

    private static func digit(_ byte: UInt8) -> Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            ? Int(byte) - Int(UInt8(ascii: "0")) : nil
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
