import HTTPWire
import SystemCalls

/// Writes times as a page shows them. Keeps the last one, because the files of a directory often
/// have the same day or minute.
struct PageTime {
    /// The last time as text, in the form `2026-11-22 09:05`.
    private var text = InlineArray<16, UInt8>(repeating: UInt8(ascii: "-"))
    private var minute = Int.min
    private var day = Int.min

    /// A writer without a last time.
    init() {
        text[10] = UInt8(ascii: " ")
        text[13] = UInt8(ascii: ":")
    }

    /// `<time datetime=2026-11-22T09:05+01:00>2026-11-22 09:05</time>`, in the zone `offset`
    /// seconds east of Greenwich.
    mutating func append(
        _ seconds: Int, offset: Int, to page: inout OutputSpan<UInt8>
    ) {
        set(seconds, offset)
        page.append(literal: "<time datetime=")
        page.append(copying: text.span.extracting(0..<10))
        page.append(UInt8(ascii: "T"))
        page.append(copying: text.span.extracting(11..<16))
        PageNumbers.append(zone: offset, to: &page)
        page.append(UInt8(ascii: ">"))
        page.append(copying: text.span)
        page.append(literal: "</time>")
    }

    private mutating func set(_ seconds: Int, _ offset: Int) {
        // A file system can report any time; years with more than four digits are not shown.
        let clamped = min(max(seconds, -62_135_596_800 + 86_400), 253_402_300_799 - 86_400)
        let minute = (clamped + offset).flooredDivision(by: 60).quotient
        if minute == self.minute { return }
        self.minute = minute
        let (day, minuteOfDay) = minute.flooredDivision(by: 1440)
        setTwo(minuteOfDay / 60, 11)
        setTwo(minuteOfDay % 60, 14)
        if day == self.day { return }
        self.day = day
        let date = CivilDate(daysSinceEpoch: day)
        setTwo(date.year / 100, 0)
        setTwo(date.year % 100, 2)
        setTwo(date.month, 5)
        setTwo(date.day, 8)
    }

    private mutating func setTwo(_ value: Int, _ place: Int) {
        text[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10 % 10)
        text[place + 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
    }
}
