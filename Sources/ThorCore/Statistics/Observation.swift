/// One per-trial figure.
package struct Observation: Equatable, Sendable {
    /// The largest absolute value that is read: differences of such values are a ``Sample`` still.
    package static let largestMagnitude = 1e100

    /// The figure, finite.
    package var value: Double
    /// What it belongs to: the fields of the query's key columns.
    package var keys: [String]

    /// A figure and what it belongs to.
    package init(value: Double, keys: [String] = []) {
        self.value = value
        self.keys = keys
    }

    /// A decimal number; nil for everything else, infinities and what is beyond
    /// ``largestMagnitude`` included.
    static func number(_ text: some StringProtocol) -> Double? {
        guard text.utf8.allSatisfy(isOfNumber), let number = Double(String(text)),
            abs(number) <= largestMagnitude
        else { return nil }
        return number
    }

    /// Whether an octet occurs in decimal numbers, unlike those of "inf" and "0x1p3".
    private static func isOfNumber(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
