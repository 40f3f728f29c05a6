import HTTPWire

/// Percent-encoding (RFC 3986 section 2.1).
package enum PercentEncoding {
    /// Decodes each `%XX`, once.
    ///
    /// - Throws: `URLProblem.badPercentEncoding` at a `%` without two hexadecimal digits.
    package static func decode(_ text: ArraySlice<UInt8>) throws(URLProblem) -> [UInt8] {
        guard let decoded = PercentCoding.decode(text.span) else { throw .badPercentEncoding }
        return decoded
    }

    /// Encodes bytes above 0x7F, which a request line must not contain, and keeps all others.
    package static func encodeNonASCII(_ text: ArraySlice<UInt8>) -> String {
        if text.allSatisfy({ $0 < 0x80 }) { return String(decoding: text, as: UTF8.self) }
        return text.reduce(into: "") { result, byte in
            if byte < 0x80 {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + hexadecimal(byte)
            }
        }
    }

    /// Encodes a name or value of a form: every character that is not unreserved, a space as `+`.
    package static func encodeFormPart(_ text: some StringProtocol) -> String {
        text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x2E, 0x5F, 0x2A:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x20: result += "+"
            default: result += "%" + hexadecimal(byte)
            }
        }
    }

    /// `byte` as two upper-case hexadecimal digits.
    package static func hexadecimal(_ byte: UInt8) -> String {
        let digits = Array("0123456789ABCDEF")
        return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
    }

    /// The value of a hexadecimal digit; nil for any other character.
    package static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
