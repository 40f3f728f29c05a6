extension Text {
    /// A number with so many significant digits, without zeros at the end of its decimals; very
    /// large and very small ones with a power of ten. It is rounded in decimal, half away from
    /// zero, from the shortest digits that are read back as the number.
    package static func significant(_ value: Double, _ digits: Int) -> String {
        guard value != 0 else { return "0" }
        guard value.isFinite else { return "\(value)" }
        var number = DecimalDigits(abs(value))
        // Whole numbers of up to nine digits are shown with all of them.
        number.round(to: max(digits, number.exponent <= 8 ? number.exponent + 1 : 0))
        return (value < 0 ? "-" : "")
            + (-5...8 ~= number.exponent ? number.plain : number.scientific)
    }

    /// A number as it is read back exactly, without the decimals of a whole one.
    package static func exact(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
