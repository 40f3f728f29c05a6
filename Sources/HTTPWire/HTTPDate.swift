/// Dates as HTTP writes them (RFC 9110 section 5.6.7): arithmetic on the proleptic Gregorian
/// calendar, without tables, time zones or a C library.
package enum HTTPDate {
    /// 0001-01-01 00:00:00: the earliest instant with a four-digit year.
    static let earliest = -62_135_596_800
    /// 9999-12-31 23:59:59: the latest one.
    static let latest = 253_402_300_799

    /// Appends an IMF-fixdate, 29 octets such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// Instants outside the years 1 to 9999 are written as the nearest one within.
    package static func format(secondsSinceEpoch seconds: Int, into bytes: inout [UInt8]) {
        let seconds = min(max(seconds, earliest), latest)
        let (days, second) = seconds.flooredDivision(by: 86_400)
        let date = CivilDate(daysSinceEpoch: days)
        let name = weekdayName(daysSinceEpoch: days)
        bytes.append(literal: name)
        bytes.append(literal: ", ")
        append(date.day, digits: 2, to: &bytes)
        bytes.append(.space)
        bytes.append(literal: monthName(date.month))
        bytes.append(.space)
        append(date.year, digits: 4, to: &bytes)
        bytes.append(.space)
        append(second / 3600, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(second / 60 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(second % 60, digits: 2, to: &bytes)
        bytes.append(literal: " GMT")
    }

    private static func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
        var divisor = digits == 2 ? 10 : 1000
        while divisor > 0 {
            bytes.append(0x30 + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    /// The three letters of a weekday; 1970-01-01 was a Thursday.
    private static func weekdayName(daysSinceEpoch days: Int) -> StaticString {
        switch (days + 4).flooredDivision(by: 7).remainder {
        case 0: "Sun"
        case 1: "Mon"
        case 2: "Tue"
        case 3: "Wed"
        case 4: "Thu"
        case 5: "Fri"
        default: "Sat"
        }
    }

    /// The three letters of a month from 1 to 12.
    static func monthName(_ month: Int) -> StaticString {
        switch month {
        case 1: "Jan"
        case 2: "Feb"
        case 3: "Mar"
        case 4: "Apr"
        case 5: "May"
        case 6: "Jun"
        case 7: "Jul"
        case 8: "Aug"
        case 9: "Sep"
        case 10: "Oct"
        case 11: "Nov"
        default: "Dec"
        }
    }
}
