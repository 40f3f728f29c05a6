import HTTPWire

/// Sizes, counts and times as a page shows them, written digit by digit: a listing has thousands.
enum PageNumbers {
    /// `1234`.
    static func append(_ value: Int, to page: inout [UInt8]) {
        if value < 0 { page.append(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        var unit: UInt = 1
        while magnitude / unit >= 10 { unit *= 10 }
        while unit > 0 {
            page.append(UInt8(ascii: "0") + UInt8(magnitude / unit % 10))
            unit /= 10
        }
    }

    /// `532 B`, `1.4 KB`, `23 MB`: powers of 1000, two significant digits or more.
    static func append(size: Int, to page: inout [UInt8]) {
        guard size >= 1000 else {
            append(size, to: &page)
            page.append(UInt8(ascii: " "))
            page.append(UInt8(ascii: "B"))
            return
        }
        var unit = 1000
        var prefix = 0
        // The next unit begins where rounding would show a thousand of this one.
        while prefix < 5, size / unit >= 1000 || (size + unit / 2) / unit >= 1000 {
            unit *= 1000
            prefix += 1
        }
        // Tenths below ten; a quotient that rounds up to 10.0 is shown as 10.
        let tenths = (size / (unit / 100) + 5) / 10
        if tenths < 100 {
            append(tenths / 10, to: &page)
            page.append(UInt8(ascii: "."))
            append(tenths % 10, to: &page)
        } else {
            append(size / unit + (size % unit >= unit / 2 ? 1 : 0), to: &page)
        }
        page.append(UInt8(ascii: " "))
        page.append(prefixes[prefix])
        page.append(UInt8(ascii: "B"))
    }

    private static let prefixes = Array("KMGTPE".utf8)

    /// `2026-11-22`, a separator, `09:05`, in the zone `offset` seconds east of Greenwich.
    static func append(
        time seconds: Int, offset: Int, separator: UInt8, to page: inout [UInt8]
    ) {
        // A file system can claim any time; years beyond four digits are not worth showing.
        let clamped = min(max(seconds, -62_135_596_800 + 86_400), 253_402_300_799 - 86_400)
        let local = clamped + offset
        let day = (local >= 0 ? local : local - 86_399) / 86_400
        let minute = (local - day * 86_400) / 60
        let date = CivilDate(daysSinceEpoch: day)
        appendTwo(date.year / 100, to: &page)
        appendTwo(date.year % 100, to: &page)
        page.append(UInt8(ascii: "-"))
        appendTwo(date.month, to: &page)
        page.append(UInt8(ascii: "-"))
        appendTwo(date.day, to: &page)
        page.append(separator)
        appendTwo(minute / 60, to: &page)
        page.append(UInt8(ascii: ":"))
        appendTwo(minute % 60, to: &page)
    }

    /// `Z` or `+01:00`, as in the `datetime` attribute.
    static func append(zone offset: Int, to page: inout [UInt8]) {
        guard offset != 0 else {
            page.append(UInt8(ascii: "Z"))
            return
        }
        page.append(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        let minutes = abs(offset) / 60
        appendTwo(minutes / 60, to: &page)
        page.append(UInt8(ascii: ":"))
        appendTwo(minutes % 60, to: &page)
    }

    private static func appendTwo(_ value: Int, to page: inout [UInt8]) {
        page.append(UInt8(ascii: "0") + UInt8(value / 10 % 10))
        page.append(UInt8(ascii: "0") + UInt8(value % 10))
    }
}
