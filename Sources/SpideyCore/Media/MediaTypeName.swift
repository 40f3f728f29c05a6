/// The name of a media type as it stands in a field value (RFC 9110 section 8.3.1), valid.
package struct MediaTypeName: Sendable, Equatable {
    /// `type/subtype`, perhaps with parameters, as it was written.
    package let text: String
    /// Whether it has parameters, such as a charset.
    package let hasParameters: Bool

    /// Checks a name.
    /// - Returns: nil unless it is `type/subtype`, each of letters, digits and `!#$&-^_.+` (RFC
    ///   6838 section 4.2), with parameters `; name=value`, whose value is a token or quoted.
    package init?(_ bytes: ArraySlice<UInt8>) {
        let parts = Self.split(bytes)
        let names = parts[0].split(separator: .slash, omittingEmptySubsequences: false)
        guard names.count == 2, names.allSatisfy(Self.isName),
            parts.dropFirst().allSatisfy({ Self.isParameter(Self.trimmed($0)) }),
            parts.count == 1 || !Self.endsWithSpace(bytes)
        else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
        hasParameters = parts.count > 1
    }

    /// The parts between semicolons that are not quoted. Space behind the first one is dropped.
    private static func split(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var isQuoted = false
        for index in bytes.indices {
            if bytes[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if bytes[index] == UInt8(ascii: ";"), !isQuoted {
                parts.append(bytes[start..<index])
                start = index + 1
            }
        }
        parts.append(bytes[start...])
        if parts.count > 1 { parts[0] = trimmed(parts[0]) }
        return parts
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes.drop { $0 == 0x20 }
        while rest.last == 0x20 { rest.removeLast() }
        return rest
    }

    private static func endsWithSpace(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.last == 0x20 }

    /// `name=token` or `name="text"`; the text is printable ASCII without quotes and backslashes.
    private static func isParameter(_ part: ArraySlice<UInt8>) -> Bool {
        guard let sign = part.firstIndex(of: UInt8(ascii: "=")), isName(part[..<sign]) else {
            return false
        }
        let value = part[(sign + 1)...]
        guard value.first == UInt8(ascii: "\"") else { return isName(value) }
        let text = value.dropFirst().dropLast()
        return value.count > 1 && value.last == UInt8(ascii: "\"")
            && text.allSatisfy {
                0x20..<0x7f ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
            }
    }

    private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(isNameCharacter)
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "!"), UInt8(ascii: "#"),
            UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "-"), UInt8(ascii: "^"),
            UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "+"):
            true
        default: false
        }
    }
}
