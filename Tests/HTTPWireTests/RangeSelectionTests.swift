import Testing

@testable import HTTPWire

/// Which octets a Range field selects, RFC 9110 section 14.
struct RangeSelectionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let section: String
        let value: String
        let expected: RangeSelection
        var length = 100
        var testDescription: String { "\(section): \(value.debugDescription) of \(length)" }

        init(
            _ section: String, _ value: String, of length: Int = 100, _ expected: RangeSelection
        ) {
            (self.section, self.value, self.length) = (section, value, length)
            self.expected = expected
        }
    }

    static let single: [Case] = [
        Case("14.1.2 first and last", "bytes=0-9", .part(0..<10)),
        Case("14.1.2 one octet", "bytes=0-0", .part(0..<1)),
        Case("14.1.2 the last octet", "bytes=99-99", .part(99..<100)),
        Case("14.1.2 open", "bytes=95-", .part(95..<100)),
        Case("14.1.2 all of it", "bytes=0-", .part(0..<100)),
        Case("14.1.2 suffix", "bytes=-5", .part(95..<100)),
        Case("14.1.2 a suffix longer than all", "bytes=-500", .part(0..<100)),
        Case("14.1.2 clamped", "bytes=90-1000", .part(90..<100)),
        Case("14.1.2 leading zeros", "bytes=0000-0009", .part(0..<10)),
        Case("14.1.2 behind the end", "bytes=100-", .unsatisfiable),
        Case("14.1.2 behind the end", "bytes=100-200", .unsatisfiable),
        Case("14.1.2 no octets at the end", "bytes=-0", .unsatisfiable),
        Case("14.1 units in any case", "ByTeS=0-9", .part(0..<10)),
        Case("14.2 another unit", "seconds=0-9", .whole),
        Case("14.2 another unit", "bytes2=0-9", .whole),
        Case("14.2 an empty representation", "bytes=0-", of: 0, .whole),
        Case("14.2 an empty representation", "bytes=-5", of: 0, .whole),
        Case("14.2 an empty representation", "bytes=0-9,-5,7-", of: 0, .whole),
        Case("14.1.2 behind the end of nothing", "bytes=5-", of: 0, .unsatisfiable),
        Case("14.1.2 behind the end of nothing", "bytes=1-1,-0", of: 0, .unsatisfiable),
        Case(
            "14.1.2 beyond 4 GiB", "bytes=4294967296-4294967305", of: 1 << 33,
            .part(4_294_967_296..<4_294_967_306)),
        Case("14.1.2 beyond 4 GiB", "bytes=-1", of: 1 << 40, .part((1 << 40) - 1..<1 << 40)),
        Case(
            "14.1.2 the largest length", "bytes=9223372036854775806-", of: .max,
            .part(.max - 1 ..< .max)),
        Case("14.1.2 beyond Int", "bytes=5-99999999999999999999", .part(5..<100)),
        Case("14.1.2 beyond Int", "bytes=99999999999999999999-", .unsatisfiable),
        Case("14.1.2 beyond Int", "bytes=-18446744073709551616", .part(0..<100)),
        Case("14.1.2 beyond Int", "bytes=9223372036854775807-", of: .max, .unsatisfiable),
    ]

    static let malformed: [Case] = [
        "", "bytes", "bytes=", "bytes= ", "bytes=,", "bytes=, ,\t,", "bytes=-", "bytes=9-0",
        "bytes=0-9x", "bytes=x0-9", "bytes=0x1-9", "bytes=+1-9", "bytes=1--9", "bytes=--9",
        "bytes=0 - 9", "bytes=0- 9", "bytes=0 9", "bytes =0-9", " =0-9", "bytes=0-9;", "bytes=5",
        "bytes=1-2-3", "bytes=0-9,", "bytes=0-9,x", "bytes=x,0-9", "bytes=0-9,9-0", "bytes=\"0-9\"",
        "bytes=0-9 bytes=20-29", "bytes=0-9,bytes=50-59", "bytes:0-9", "=0-9", "bytes=0-9\u{80}",
        "bytes=\u{b2}-9",
    ].compactMap {
        // An empty element is none, so this one is valid.
        $0 == "bytes=0-9," ? nil : Case("14.1.1 malformed", $0, .whole)
    }

    static let lists: [Case] = [
        Case("14.1.2 several", "bytes=0-9,50-59,-5", .parts([0..<10, 50..<60, 95..<100])),
        Case("5.6.1.2 whitespace", "bytes=0-9 ,\t 50-59", .parts([0..<10, 50..<60])),
        Case("5.6.1.2 whitespace in front", "bytes= 0-9", .part(0..<10)),
        Case("5.6.1.2 empty elements", "bytes=,,0-9,, ,50-59,", .parts([0..<10, 50..<60])),
        Case("5.6.1.2 an empty element", "bytes=0-9,", .part(0..<10)),
        Case("15.3.7.2 in the order asked for", "bytes=-5,0-9", .parts([95..<100, 0..<10])),
        Case("15.3.7.2 one of them satisfiable", "bytes=200-,0-9,-0", .part(0..<10)),
        Case("15.5.17 none of them", "bytes=200-,100-101,-0", .unsatisfiable),
        Case("15.3.7.2 overlapping", "bytes=0-9,5-19", .part(0..<20)),
        Case("15.3.7.2 the same", "bytes=0-9,0-9,0-9", .part(0..<10)),
        Case("15.3.7.2 one in another", "bytes=0-99,50-59", .part(0..<100)),
        Case("15.3.7.2 touching", "bytes=0-9,10-19", .part(0..<20)),
        Case("15.3.7.2 nearer than the gap", "bytes=0-9,19-29", .part(0..<30)),
        Case("15.3.7.2 as far as the gap", "bytes=0-9,20-29", .parts([0..<10, 20..<30])),
        Case("15.3.7.2 backwards", "bytes=20-29,9-12,0-9", .part(0..<30)),
        Case(
            "15.3.7.2 the earliest place", "bytes=80-89,0-9,50-59,15-19,55-64",
            .parts([80..<90, 0..<20, 50..<65])),
        Case(
            "15.3.7.2 one that joins two", "bytes=70-79,0-9,40-49,99-99,15-35",
            .parts([70..<80, 0..<50, 99..<100])),
        Case(
            "14.2 as many as allowed",
            "bytes=" + (0..<64).map { "\($0 * 20)-\($0 * 20)" }.joined(separator: ","),
            of: 10_000, .parts((0..<64).map { $0 * 20..<$0 * 20 + 1 })),
        Case(
            "14.2 too many",
            "bytes=" + (0..<65).map { "\($0 * 20)-\($0 * 20)" }.joined(separator: ","),
            of: 10_000, .whole),
        Case(
            "14.2 too many, none satisfiable",
            "bytes=" + Array(repeating: "200-", count: 65).joined(separator: ","), .whole),
        Case(
            "14.2 empty elements do not count",
            "bytes=0-9" + String(repeating: ",", count: 500), .part(0..<10)),
    ]

    @Test(arguments: single + malformed + lists, Arrival.allCases)
    func table(_ row: Case, _ arrival: Arrival) throws {
        let head = try parsedHead("GET", ["Range: \(row.value)"], arrival)
        #expect(head.isConditional)
        #expect(head.selectRange(of: row.length, gap: 10) == row.expected)
    }

    /// Section 14.2: for GET only, and not a list over several lines.
    @Test func whereItApplies() throws {
        for method in ["HEAD", "POST", "OPTIONS", "PUT"] {
            let head = try parsedHead(method, ["Range: bytes=0-9"])
            #expect(head.selectRange(of: 100, gap: 10) == .whole)
        }
        let several = try parsedHead("GET", ["Range: bytes=0-9", "Range: bytes=20-29"])
        #expect(several.selectRange(of: 100, gap: 10) == .whole)
        let none = try parsedHead("GET", ["X-Range: bytes=0-9"])
        #expect(none.selectRange(of: 100, gap: 10) == .whole && !none.isConditional)
    }

    /// Elements of a Range field, and the octets that they ask for.
    private static func makeSpecs(
        _ dice: inout SplitMix, _ length: Int
    ) -> (specs: [String], asked: Set<Int>) {
        var asked = Set<Int>()
        let specs = (0...dice.next() % 8).map { _ -> String in
            let (a, b) = (Int(dice.next() % 130), Int(dice.next() % 130))
            switch dice.next() % 3 {
            case 0:
                asked.formUnion((0..<length).suffix(a))
                return "-\(a)"
            case 1:
                asked.formUnion((0..<length).dropFirst(a))
                return "\(a)-"
            default:
                let (first, last) = (min(a, b), max(a, b))
                asked.formUnion((0..<length).filter { (first...last).contains($0) })
                return "\(first)-\(last)"
            }
        }
        return (specs, asked)
    }

    /// Against octets that are selected one by one: every one that was asked for is sent, once, and
    /// none that is further than the gap from all of those.
    @Test(arguments: 0..<2000) func againstSets(seed: UInt64) {
        var dice = SplitMix(seed)
        let length = Int(dice.next() % 120) + 1
        let gap = Int(dice.next() % 12) + 1
        let (specs, asked) = Self.makeSpecs(&dice, length)
        let value = octets("bytes=" + specs.joined(separator: ","))
        let selection = RangeSelection(value.span, 0..<value.count, length: length, gap: gap)
        let parts: [Range<Int>]
        switch selection {
        case .whole:
            Issue.record("ignored")
            return
        case .unsatisfiable: parts = []
        case .part(let part): parts = [part]
        case .parts(let several):
            parts = several
            #expect(several.count > 1)
        }
        #expect(parts.isEmpty == asked.isEmpty)
        let sent = parts.flatMap { Array($0) }
        #expect(Set(sent).count == sent.count && Set(sent).isSuperset(of: asked))
        let isClose = sent.allSatisfy { octet in asked.contains { abs($0 - octet) <= gap } }
        #expect(isClose)
    }
}

/// Numbers that are the same for the same seed.
struct SplitMix {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
