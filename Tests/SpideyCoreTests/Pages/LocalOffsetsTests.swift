import Testing

@testable import SpideyCore

@Suite struct LocalOffsetsTests {
    /// A zone that changes its clock now and then, as close together as zones do, and at odd times.
    private static let changes = [
        (-5_000_000, 3600), (-1_234_567, 7200), (-1_234_567 + 345_000, 3600), (0, 7200),
        (345_000, 3600), (2_000_000, -12_600), (2_350_001, -9_000), (40_000_000, 0),
    ]

    private static func offset(_ seconds: Int) -> Int {
        changes.last { $0.0 <= seconds }?.1 ?? 600
    }

    @Test func agreesWithTheZone() {
        var asked = 0
        var offsets = LocalOffsets {
            asked += 1
            return Self.offset($0)
        }
        var times = Array(stride(from: -6_000_000, to: 6_000_000, by: 7_777))
        for (change, _) in Self.changes { times += [change - 1, change, change + 1] }
        for seconds in times + times.reversed() {
            if offsets[seconds] != Self.offset(seconds) { Issue.record("\(seconds)") }
        }
        #expect(offsets[Int.max] == 0 && offsets[Int.min] == 600)
    }

    @Test func asksSeldom() {
        var asked = 0
        var offsets = LocalOffsets { _ in
            asked += 1
            return 3600
        }
        for minute in 0..<1440 { #expect(offsets[1_795_305_600 + minute * 60] == 3600) }
        #expect(asked <= 4)
    }
}
