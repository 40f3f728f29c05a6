extension HTTPDate {
    /// Reads a date in any of the three formats of RFC 9110 section 5.6.7: `Sun, 06 Nov 1994
    /// 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
    ///
    /// A weekday has to be one, but need not be the right one. The second 60 is read as the second
    /// after.
    /// - Parameters:
    ///   - input: the date and nothing else.
    ///   - now: seconds since 1970. The obsolete two-digit year is the one that is at
    ///     most 50 years ahead of it, as the RFC asks; callers that know the time should pass it.
    /// - Returns: seconds since 1970; nil for anything else than a valid date.
    package static func parse(_ input: Span<UInt8>, now: Int = 1_767_225_600) -> Int? {
        guard input.count >= 24 else { return nil }
        if input[3] == UInt8(ascii: ",") { return parseFixed(input) }
        if input[3] == .space { return parseASCTime(input) }
        return parseObsolete(input, now: now)
    }

    /// `IMF-fixdate`.
    private static func parseFixed(_ input: Span<UInt8>) -> Int? {
        var reader = DateReader()
        guard reader.weekday(input), reader.literal(", ", input),
            let day = reader.number(digits: 2, input),
            reader.literal(" ", input), let month = reader.month(input), reader.literal(" ", input),
            let year = reader.number(digits: 4, input), reader.literal(" ", input),
            let second = reader.timeOfDay(input), reader.literal(" GMT", input),
            reader.isAtEnd(input)
        else { return nil }
        return instant(year, month, day, second)
    }

    /// `rfc850-date`.
    private static func parseObsolete(_ input: Span<UInt8>, now: Int) -> Int? {
        var reader = DateReader()
        guard reader.longWeekday(input), reader.literal(", ", input),
            let day = reader.number(digits: 2, input),
            reader.literal("-", input), let month = reader.month(input), reader.literal("-", input),
            let shortYear = reader.number(digits: 2, input), reader.literal(" ", input),
            let second = reader.timeOfDay(input), reader.literal(" GMT", input),
            reader.isAtEnd(input)
        else { return nil }
        let clamped = min(max(now, earliest), latest)
        let thisYear = CivilDate(daysSinceEpoch: clamped.flooredDivision(by: 86_400).quotient).year
        // The only year of these two digits within the century that ends 50 years from now.
        let firstYear = thisYear - 49
        let year = firstYear + (shortYear - firstYear).flooredDivision(by: 100).remainder
        return instant(year, month, day, second)
    }

    /// `asctime-date`: a day below ten has a space instead of its first digit.
    private static func parseASCTime(_ input: Span<UInt8>) -> Int? {
        var reader = DateReader()
        guard reader.weekday(input), reader.literal(" ", input), let month = reader.month(input),
            reader.literal(" ", input),
            let day = reader.literal(" ", input)
                ? reader.number(digits: 1, input) : reader.number(digits: 2, input),
            reader.literal(" ", input), let second = reader.timeOfDay(input),
            reader.literal(" ", input),
            let year = reader.number(digits: 4, input), reader.isAtEnd(input)
        else { return nil }
        return instant(year, month, day, second)
    }

    private static func instant(_ year: Int, _ month: Int, _ day: Int, _ second: Int) -> Int? {
        guard day >= 1, day <= CivilDate.days(inMonth: month, of: year) else { return nil }
        return CivilDate(year: year, month: month, day: day).daysSinceEpoch * 86_400 + second
    }
}
