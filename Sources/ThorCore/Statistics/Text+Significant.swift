extension Text {
    /// A number with so many significant digits, without zeros at the end of its decimals; very
    /// large and very small ones with a power of ten.
    package static func significant(_ value: Double, _ digits: Int) -> String {
        if value == 0 { return "0" }
        guard 1e-290...1e290 ~= abs(value) else { return "\(value)" }
        var (exponent, scale) = (0, 1.0)
        while abs(value) / scale >= 10 { (exponent, scale) = (exponent + 1, scale * 10) }
        while abs(value) / scale < 1 { (exponent, scale) = (exponent - 1, scale / 10) }
        if -5...8 ~= exponent {
            return trimmed(fixed(value, max(0, digits - 1 - exponent)))
        }
        return trimmed(fixed(value / scale, digits - 1)) + "e\(exponent)"
    }

    /// A number as it is read back exactly, without the decimals of a whole one.
    package static func exact(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text[...]
        while text.last == "0" { text = text.dropLast() }
        return String(text.last == "." ? text.dropLast() : text)
    }
}
