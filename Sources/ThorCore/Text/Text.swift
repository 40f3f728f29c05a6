/// Formats numbers and text for terminals.
package enum Text {
    /// `value` with `decimals` decimals, rounded half away from zero.
    package static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite, abs(value) < 9e15 else { return "\(value)" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int64((abs(value) * scale).rounded())
        let unit = Int64(scale)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        if decimals == 0 { return sign + "\(scaled)" }
        let fraction = String(scaled % unit)
        let zeros = String(repeating: "0", count: decimals - fraction.count)
        return sign + "\(scaled / unit)." + zeros + fraction
    }

    /// A whole number with commas between groups of three digits.
    package static func grouped(_ value: UInt64) -> String {
        var digits = Array(String(value))
        var position = digits.count - 3
        while position > 0 {
            digits.insert(",", at: position)
            position -= 3
        }
        return String(digits)
    }

    /// A number and the noun it counts, in the plural unless the number is 1: `1,200 connections`.
    package static func counted(_ count: UInt64, _ noun: String, _ plural: String? = nil) -> String
    {
        grouped(count) + " " + (count == 1 ? noun : plural ?? noun + "s")
    }

    /// A duration in nanoseconds with three significant digits and its unit: `12.3 ms`.
    package static func duration(_ nanoseconds: Double) -> String {
        let units: [(scale: Double, name: String)] = [
            (1, "ns"), (1e3, "us"), (1e6, "ms"), (1e9, "s"),
        ]
        // From 999.5 on the next unit: three digits would show 1000.
        let unit = units.last { nanoseconds >= $0.scale * 0.9995 } ?? units[0]
        let value = nanoseconds / unit.scale
        let decimals = unit.name == "ns" ? 0 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0
        return fixed(value, decimals) + " " + unit.name
    }

    /// A number of octets with its decimal unit: `1.25 GB`.
    package static func bytes(_ count: Double) -> String {
        let units: [(scale: Double, name: String)] = [
            (1, "B"), (1e3, "kB"), (1e6, "MB"), (1e9, "GB"), (1e12, "TB"),
        ]
        let unit = units.last { count >= $0.scale * 0.9995 } ?? units[0]
        let value = count / unit.scale
        let decimals = unit.name == "B" ? 0 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0
        return fixed(value, decimals) + " " + unit.name
    }

    /// A rate per second with grouped digits, and with decimals below 100.
    package static func rate(_ value: Double) -> String {
        if value >= 99.95 { return grouped(UInt64(value.rounded())) }
        return fixed(value, value < 9.995 ? 2 : 1)
    }

    /// A share of 1 as a percentage. One above 0 is never shown as 0 %, one below 1 never
    /// as 100 %.
    package static func percent(_ share: Double) -> String {
        if share <= 0 { return "0 %" }
        if share >= 1 { return fixed(share * 100, 0) + " %" }
        if share < 0.0001 { return "<0.01 %" }
        if share > 0.9999 { return ">99.99 %" }
        return fixed(share * 100, share < 0.1 || share > 0.99 ? 2 : 1) + " %"
    }

    /// `text` left-aligned in `width` characters.
    package static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// `text` right-aligned in `width` characters.
    package static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// `text` with invisible characters written as `\\u{1B}`: C0 and C1 controls, line and
    /// paragraph separators, and format characters, such as those that change the direction of
    /// text.
    package static func printable(_ text: String) -> String {
        var printable = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                printable += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            default: printable.unicodeScalars.append(scalar)
            }
        }
        return printable
    }
}
