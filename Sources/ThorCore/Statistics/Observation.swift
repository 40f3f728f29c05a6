/// One per-trial figure.
package struct Observation: Equatable, Sendable {
    /// The largest absolute value that is read. Differences of such values still fit in a
    /// ``Sample``.
    package static let largestMagnitude = 1e100

    /// The figure, finite.
    package var value: Double
    /// The fields of the query's key columns, which name the group or pair it belongs to.
    package var keys: [String]

    /// A figure of the group or pair that `keys` name.
    package init(value: Double, keys: [String] = []) {
        self.value = value
        self.keys = keys
    }

    /// Reads a decimal number; nil for any other text, and for numbers beyond ``largestMagnitude``.
    static func number(_ text: some StringProtocol) -> Double? {
        guard text.utf8.allSatisfy(isOfNumber), let number = Double(String(text)),
            abs(number) <= largestMagnitude
        else { return nil }
        return number
    }

    /// Whether an octet occurs in decimal numbers. This excludes "inf" and "0x1p3".
    private static func isOfNumber(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
