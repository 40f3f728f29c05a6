import HTTPWire
import SystemCalls

/// Sizes, counts and times as a page shows them, written digit by digit: a listing has thousands.
enum PageNumbers {
    /// The most bytes that one of these functions writes.
    static let longest = 32

    /// `1234`.
    static func append(_ value: Int, to page: inout OutputSpan<UInt8>) {
        if value < 0 { page.append(UInt8(ascii: "-")) }
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = 20
        var rest = value.magnitude
        repeat {
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        page.append(copying: digits.span.extracting(start..<20))
    }

    /// `532 B`, `1.4 KB`, `23 MB`: powers of 1000, two significant digits or more.
    ///
    /// The next unit begins where rounding would show a thousand of this one. Each unit is a
    /// constant, which the compiler divides by without a division.
    static func append(size: Int, to page: inout OutputSpan<UInt8>) {
        switch size {
        case ..<1000:
            append(size, to: &page)
            page.append(literal: " B")
        case ..<999_500: append(size, 1_000, " KB", to: &page)
        case ..<999_500_000: append(size, 1_000_000, " MB", to: &page)
        case ..<999_500_000_000: append(size, 1_000_000_000, " GB", to: &page)
        case ..<999_500_000_000_000: append(size, 1_000_000_000_000, " TB", to: &page)
        case ..<999_500_000_000_000_000: append(size, 1_000_000_000_000_000, " PB", to: &page)
        default: append(size, 1_000_000_000_000_000_000, " EB", to: &page)
        }
    }

    @inline(__always)
    private static func append(
        _ size: Int, _ unit: Int, _ name: StaticString, to page: inout OutputSpan<UInt8>
    ) {
        // Tenths below ten; a quotient that rounds up to 10.0 is shown as 10.
        let tenths = (size / (unit / 100) + 5) / 10
        if tenths < 100 {
            page.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: tenths / 10))
            page.append(UInt8(ascii: "."))
            page.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: tenths % 10))
        } else {
            append(size / unit + (size % unit >= unit / 2 ? 1 : 0), to: &page)
        }
        page.append(literal: name)
    }

    /// `Z` or `+01:00`, as in the `datetime` attribute.
    static func append(zone offset: Int, to page: inout OutputSpan<UInt8>) {
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

    private static func appendTwo(_ value: Int, to page: inout OutputSpan<UInt8>) {
        page.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10 % 10))
        page.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
    }
}
