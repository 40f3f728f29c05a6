extension Text {
    /// A number with `digits` significant digits and no zeros at the end of its decimals. Very
    /// large and very small numbers have an exponent. It is rounded in decimal, half away from
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

    /// A number with the digits that are needed to read it back exactly; a whole one without
    /// decimals.
    package static func exact(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
