/// Escapes text from clients and file systems for a log or a terminal.
package enum LogText {
    /// The bytes as text in which every control character, quote, backslash and byte that is not
    /// ASCII is escaped: no line break can forge an entry, no escape sequence reach a terminal.
    package static func escaped(_ bytes: some Sequence<UInt8>, quote: UInt8 = 0x27) -> String {
        var result: [UInt8] = []
        for byte in bytes {
            switch byte {
            case quote, UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
            case 0x0a: result += Array("\\n".utf8)
            case 0x0d: result += Array("\\r".utf8)
            case 0x09: result += Array("\\t".utf8)
            case 0x20..<0x7f: result.append(byte)
            default: result += Array("\\x".utf8) + [hexadecimal(byte >> 4), hexadecimal(byte & 15)]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? 0x30 + digit : 0x57 + digit
    }

    /// At least two digits.
    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
