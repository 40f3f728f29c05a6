import Testing

@testable import HTTPWire

struct HTTPDateTests {
    private func format(_ seconds: Int) -> String {
        var bytes: [UInt8] = []
        HTTPDate.format(secondsSinceEpoch: seconds, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func parse(_ text: String, now: Int = 1_767_225_600) -> Int? {
        HTTPDate.parse(octets(text).span, now: now)
    }

    @Test(
        "instants and their dates",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"),
            (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
            (2_147_483_647, "Tue, 19 Jan 2038 03:14:07 GMT"),
            (2_147_483_648, "Tue, 19 Jan 2038 03:14:08 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
            (-62_135_596_800, "Mon, 01 Jan 0001 00:00:00 GMT"),
        ])
    func table(_ seconds: Int, _ text: String) {
        #expect(format(seconds) == text)
        #expect(parse(text) == seconds)
    }

    @Test("instants that four digits cannot tell are the nearest that they can")
    func beyond() {
        #expect(format(253_402_300_800) == "Fri, 31 Dec 9999 23:59:59 GMT")
        #expect(format(.max) == "Fri, 31 Dec 9999 23:59:59 GMT")
        #expect(format(-62_135_596_801) == "Mon, 01 Jan 0001 00:00:00 GMT")
        #expect(format(.min) == "Mon, 01 Jan 0001 00:00:00 GMT")
    }

    @Test("every day of eight centuries, counted one by one")
    func everyDay() {
        var (year, month, day) = (1600, 1, 1)
        for number in -135_140...157_053 {
            let date = CivilDate(daysSinceEpoch: number)
            guard date == CivilDate(year: year, month: month, day: day),
                date.daysSinceEpoch == number
            else {
                Issue.record("day \(number) is \(date)")
                return
            }
            let leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            day += 1
            if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect((year, month, day) == (2400, 1, 1))
    }

    @Test(
        "the obsolete formats",
        arguments: [
            ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Wednesday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777),
            ("Thu Jan  1 00:00:00 1970", 0),
            ("Wed Dec 31 23:59:59 1969", -1),
            ("Sun, 31 Dec 1995 23:59:60 GMT", 820_454_400),
        ])
    func obsolete(_ text: String, _ seconds: Int) {
        #expect(parse(text) == seconds)
    }

    @Test("a year of two digits is at most 50 years ahead")
    func shortYears() {
        let year = { (date: Int?) in
            date.map { CivilDate(daysSinceEpoch: $0 / 86_400).year }
        }
        let in2026 = 1_767_225_600 + 86_400
        #expect(year(parse("Friday, 03-Jan-76 00:00:00 GMT", now: in2026)) == 2076)
        #expect(year(parse("Friday, 03-Jan-77 00:00:00 GMT", now: in2026)) == 1977)
        #expect(year(parse("Friday, 03-Jan-26 00:00:00 GMT", now: in2026)) == 2026)
        #expect(parse("Friday, 03-Jan-26 00:00:00 GMT", now: .max) != nil)
        #expect(parse("Friday, 03-Jan-26 00:00:00 GMT", now: .min) != nil)
    }

    @Test(
        "what is no date",
        arguments: [
            "", "0", "Sun", "yesterday", "784111777", "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 GMT ", " Sun, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 +0000",
            "Sun, 06 Nov 1994 08:49:37 gmt", "sun, 06 Nov 1994 08:49:37 GMT",
            "Xxx, 06 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT ", "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 29 Feb 2023 08:49:37 GMT",
            "Sun, 29 Feb 2100 08:49:37 GMT", "Sun, 30 Feb 2024 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 8:49:37 GMT",
            "Sun, 06 Nov 94 08:49:37 GMT   ", "Sun, 06-Nov-94 08:49:37 GMT",
            "Sunday, 06-Nov-1994 08:49:37 GMT", "Sunday, 06 Nov 94 08:49:37 GMT",
            "Sun Nov 06 08:49:37 1994 ", "Sun Nov 6 08:49:37 1994", "Sun Nov  0 08:49:37 1994",
            "Sun Nov  6 08:49:37 94  ", "Sun, \u{B2}6 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov -994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37\u{00}GMT",
        ])
    func refused(_ text: String) {
        #expect(parse(text) == nil)
    }
}
