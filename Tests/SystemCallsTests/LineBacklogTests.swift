import Testing

@testable import SystemCalls

/// Lines that wait: what is written of them by one call, and what is given up.
@Suite struct LineBacklogTests {
    private func text(_ backlog: LineBacklog, _ most: Int) -> String {
        backlog.withFirst(backlog.next(most: most)) { bytes in
            var copy: [UInt8] = []
            copy.append(copying: bytes)
            return String(decoding: copy, as: UTF8.self)
        }
    }

    private func backlog(_ lines: String...) -> LineBacklog {
        var backlog = LineBacklog(limit: 1000)
        for line in lines { append(line, to: &backlog, true) }
        return backlog
    }

    private func append(_ line: String, to lines: inout LineBacklog, _ expected: Bool) {
        let isAppended = lines.append(line)
        #expect(isAppended == expected, "\(line)")
    }

    /// - Parameter isWhole: whether a line ends with the last of these bytes.
    private func remove(_ count: Int, from lines: inout LineBacklog, isWhole: Bool) {
        let ends = lines.remove(count)
        #expect(ends == isWhole, "\(count)")
    }

    @Test func wholeLines() {
        let lines = backlog("one", "two", "three")
        for (most, expected) in [
            (100, "one\ntwo\nthree\n"), (14, "one\ntwo\nthree\n"), (13, "one\ntwo\n"),
            (8, "one\ntwo\n"), (7, "one\n"), (4, "one\n"),
            // A line that is longer is one piece all the same.
            (3, "one\n"), (1, "one\n"),
        ] {
            #expect(text(lines, most) == expected, "\(most)")
        }
    }

    @Test func order() {
        var lines = backlog("one", "two")
        remove(4, from: &lines, isWhole: true)
        #expect(text(lines, 100) == "two\n")
        append("three", to: &lines, true)
        #expect(text(lines, 100) == "two\nthree\n")
        remove(10, from: &lines, isWhole: true)
        #expect(lines.isEmpty)
        append("four", to: &lines, true)
        #expect(text(lines, 100) == "four\n")
    }

    @Test func restOfALine() {
        var lines = backlog("one", "two")
        remove(6, from: &lines, isWhole: false)
        lines.holdRest(7)
        #expect(lines.cut == 7 && text(lines, 100) == "o\n")
        append("three", to: &lines, true)
        #expect(text(lines, 100) == "o\n", "nothing else with it")
        remove(2, from: &lines, isWhole: true)
        #expect(lines.cut == nil && text(lines, 100) == "three\n")
    }

    @Test func limit() {
        var lines = LineBacklog(limit: 10)
        // A line alone is never too long.
        append(String(repeating: "x", count: 100), to: &lines, true)
        append("", to: &lines, false)
        remove(101, from: &lines, isWhole: true)
        append("12345", to: &lines, true)
        append("1234", to: &lines, false)
        append("123", to: &lines, true)
        append("", to: &lines, false)
        #expect(text(lines, 100) == "12345\n123\n")
    }

    @Test func dropping() {
        var lines = backlog("one", "two", "three")
        var dropped = lines.drop(1)
        #expect(dropped == 1 && text(lines, 100) == "two\nthree\n")
        dropped = lines.drop(5)
        #expect(dropped == 2 && lines.isEmpty)
        dropped = lines.drop(5)
        #expect(dropped == 0)
        lines = backlog("one", "two", "three")
        remove(2, from: &lines, isWhole: false)
        lines.holdRest(1)
        dropped = lines.dropAll()
        #expect(dropped == 3 && lines.isEmpty && lines.cut == nil)
    }
}
