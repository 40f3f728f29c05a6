import Testing

@testable import SpideyCore

@Suite struct PageNumbersTests {
    @Test(arguments: [
        (0, "0 B"), (1, "1 B"), (999, "999 B"), (1000, "1.0 KB"), (1049, "1.0 KB"),
        (1050, "1.1 KB"),
        (9949, "9.9 KB"), (9950, "10 KB"), (9999, "10 KB"), (10_499, "10 KB"), (10_500, "11 KB"),
        (999_499, "999 KB"), (999_500, "1.0 MB"), (1_000_000, "1.0 MB"), (123_456_789, "123 MB"),
        (999_999_999, "1.0 GB"), (1 << 40, "1.1 TB"), (Int.max, "9.2 EB"),
    ])
    func sizes(_ size: Int, _ expected: String) {
        #expect(Self.text { PageNumbers.append(size: size, to: &$0) } == expected)
    }

    @Test(arguments: [0, 7, 10, 99, 100, 1_234_567, Int.max, -1, Int.min])
    func numbers(_ value: Int) {
        #expect(Self.text { PageNumbers.append(value, to: &$0) } == String(value))
    }

    @Test(arguments: [
        (0, 0, "1970-01-01T00:00Z"),
        (-1, 0, "1969-12-31T23:59Z"),
        (951_782_400, 0, "2000-02-29T00:00Z"),
        (1_709_164_799, 0, "2024-02-28T23:59Z"),
        (1_709_251_199, 0, "2024-02-29T23:59Z"),
        (4_107_542_400, 0, "2100-03-01T00:00Z"),
        (1_795_349_100, 3600, "2026-11-22T13:05+01:00"),
        (1_795_349_100, -12_600, "2026-11-22T08:35-03:30"),
        (1_767_225_599, 60, "2026-01-01T00:00+00:01"),
        (-62_135_596_800, 0, "0001-01-02T00:00Z"),
        (Int.max, 0, "9999-12-30T23:59Z"),
        (Int.min, 0, "0001-01-02T00:00Z"),
    ])
    func times(_ seconds: Int, _ offset: Int, _ expected: String) {
        var time = PageTime()
        let shown = expected.prefix(10) + " " + expected.dropFirst(11).prefix(5)
        // Twice: the second time it is remembered.
        for _ in 0..<2 {
            let text = Self.text { time.append(seconds, offset: offset, to: &$0) }
            #expect(text == "<time datetime=\(expected)>\(shown)</time>")
        }
    }

    /// Whatever was remembered is not shown for another time.
    @Test func timesOneAfterAnother() {
        var time = PageTime()
        let start = 1_795_349_100
        for seconds in [0, 59, 60, 3600, 86_399, 86_400, 60, 0, -60, 31 * 86_400, 86_400] {
            let text = Self.text { time.append(start + seconds, offset: 3600, to: &$0) }
            var fresh = PageTime()
            #expect(text == Self.text { fresh.append(start + seconds, offset: 3600, to: &$0) })
        }
    }

    private static func text(_ write: (inout OutputSpan<UInt8>) -> Void) -> String {
        var page: [UInt8] = []
        page.append(addingCapacity: 100) { write(&$0) }
        return String(decoding: page, as: UTF8.self)
    }
}
