/// A positive number as decimal digits, `d.ddd`, times a power of ten. Its last digit is not 0.
struct DecimalDigits: Equatable {
    private var digits: [UInt8]
    /// The power of ten of the first digit.
    private(set) var exponent: Int

    /// The shortest digits that are read back as `value`, which must be positive and finite.
    init(_ value: Double) {
        // The standard library writes 123.25 and 1.5e-07.
        let parts = "\(value)".split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        exponent = (parts.count == 2 ? Int(parts[1]) ?? 0 : 0) + mantissa[0].count - 1
        let all = mantissa.joined().utf8.map { $0 - UInt8(ascii: "0") }
        digits = Array(all.drop { $0 == 0 })
        exponent -= all.count - digits.count
        dropZeros()
    }

    /// Rounds half up to `count` digits, at least one.
    mutating func round(to count: Int) {
        guard digits.count > count else { return }
        let isUp = digits[count] >= 5
        digits.removeSubrange(count...)
        if isUp {
            // A carry turns nines into zeros, which are dropped.
            while digits.last == 9 { digits.removeLast() }
            if digits.isEmpty {
                (digits, exponent) = ([1], exponent + 1)
            } else {
                digits[digits.count - 1] += 1
            }
        }
        dropZeros()
    }

    private mutating func dropZeros() {
        while digits.last == 0 { digits.removeLast() }
    }

    /// The number without an exponent, such as `1250` or `0.00125`.
    var plain: String {
        if exponent < 0 {
            return "0." + String(repeating: "0", count: -exponent - 1) + Self.text(digits[...])
        }
        let whole = digits.prefix(exponent + 1)
        let zeros = String(repeating: "0", count: exponent + 1 - whole.count)
        return Self.text(whole) + zeros + Self.decimals(digits.dropFirst(exponent + 1))
    }

    /// The number with an exponent, such as `1.25e12`.
    var scientific: String {
        Self.text(digits.prefix(1)) + Self.decimals(digits.dropFirst()) + "e\(exponent)"
    }

    private static func decimals(_ digits: ArraySlice<UInt8>) -> String {
        digits.isEmpty ? "" : "." + text(digits)
    }

    private static func text(_ digits: ArraySlice<UInt8>) -> String {
        digits.map { String($0) }.joined()
    }
}
