/// The line in front of a chunk's data (RFC 9112 section 7.1).
struct ChunkLine {
    /// Digits of a size. What is longer does not fit an Int, or hides that it does behind zeros.
    static let maximumDigits = 16

    /// Octets of data that follow the line.
    let size: Int
    /// Octets of the line that are not the size.
    let extensionLength: Int

    /// - Throws: `malformedChunk` for a size that is missing, no hexadecimal number or too large
    ///   for an Int, and for malformed extensions.
    init(_ input: Span<UInt8>, _ line: Range<Int>) throws(WireError) {
        var position = line.lowerBound
        var size = 0
        while position < line.upperBound, let digit = input[position].hexadecimalValue {
            guard position - line.lowerBound < Self.maximumDigits, size <= Int.max >> 4 else {
                throw .malformedChunk
            }
            size = size << 4 | Int(digit)
            position += 1
        }
        guard position > line.lowerBound else { throw .malformedChunk }
        self.size = size
        extensionLength = line.upperBound - position
        guard Self.areExtensions(input, position..<line.upperBound) else { throw .malformedChunk }
    }

    /// Where the size that begins the input ends, looking no further than one digit too many.
    static func endOfSize(_ input: Span<UInt8>) -> Int {
        var end = 0
        while end < input.count, end <= maximumDigits, input[end].hexadecimalValue != nil {
            end += 1
        }
        return end
    }

    /// `*( BWS ";" BWS name [ BWS "=" BWS value ] )`, where a value is a token or a quoted string.
    ///
    /// Extensions are ignored, but a malformed one is refused: another recipient could read it as
    /// content.
    private static func areExtensions(_ input: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var rest = range
        while !rest.isEmpty {
            guard skip(UInt8(ascii: ";"), input, &rest), skipToken(input, &rest) else {
                return false
            }
            if skip(UInt8(ascii: "="), input, &rest) {
                guard skipToken(input, &rest) || skipQuoted(input, &rest) else { return false }
            }
        }
        return true
    }

    /// Skips an octet together with the whitespace around it; nothing when it is not there.
    private static func skip(
        _ octet: UInt8, _ input: Span<UInt8>, _ rest: inout Range<Int>
    ) -> Bool {
        let trimmed = input.trimmingWhitespace(rest)
        guard !trimmed.isEmpty, input[trimmed.lowerBound] == octet else { return false }
        let after = trimmed.lowerBound + 1..<rest.upperBound
        rest = input.trimmingWhitespace(after).lowerBound..<rest.upperBound
        return true
    }

    private static func skipToken(_ input: Span<UInt8>, _ rest: inout Range<Int>) -> Bool {
        let end = input.end(of: .token, in: rest)
        guard end > rest.lowerBound else { return false }
        rest = end..<rest.upperBound
        return true
    }

    private static func skipQuoted(_ input: Span<UInt8>, _ rest: inout Range<Int>) -> Bool {
        guard !rest.isEmpty, input[rest.lowerBound] == UInt8(ascii: "\"") else { return false }
        var position = rest.lowerBound + 1
        while position < rest.upperBound, input[position] != UInt8(ascii: "\"") {
            position += input[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < rest.upperBound else { return false }
        rest = position + 1..<rest.upperBound
        return true
    }
}
