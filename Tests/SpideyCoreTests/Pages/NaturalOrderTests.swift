import Testing

@testable import SpideyCore

@Suite struct NaturalOrderTests {
    /// Each list is in order; every pair of it is compared both ways.
    static let ordered: [[String]] = [
        ["file1", "file2", "file10", "file10a", "file100"],
        ["Apple", "apple", "Banana", "banana", "cherry"],
        ["a", "A1", "a2", "B"],
        ["", "0", "1", "2", "10"],
        ["1", "2", "10", "99999999999999999998", "99999999999999999999", "100000000000000000000"],
        ["v1.2.3", "v1.2.10", "v1.10.0", "v2.0.0"],
        ["image 9.png", "image 10.png", "image9.png"],
        ["a-1", "a-2", "a1", "a_1"],
        ["x", "x1", "xy"],
        ["1a", "1b", "2", "a", "ä", "ö"],
    ]

    @Test(arguments: ordered) func ordersNames(_ names: [String]) {
        for (i, left) in names.enumerated() {
            for (j, right) in names.enumerated() {
                let precedes = NaturalOrder.precedes(Array(left.utf8), Array(right.utf8))
                #expect(precedes == (i < j), "\(left) before \(right)")
            }
        }
    }

    @Test func leadingZerosAndCaseOnlyBreakTies() {
        let names = ["a01b", "a1B", "a1b", "A1b"].map { Array($0.utf8) }
        for left in names {
            for right in names where left != right {
                #expect(
                    NaturalOrder.precedes(left, right) != NaturalOrder.precedes(right, left))
            }
        }
    }

    @Test func longRunsOfDigitsAndAnyBytes() {
        let nines = [UInt8](repeating: 0x39, count: 100_000)
        let zeros = [UInt8](repeating: 0x30, count: 100_000)
        #expect(NaturalOrder.precedes(nines, [0x31] + nines))
        #expect(NaturalOrder.precedes(zeros + [0x31], [0x32]))
        #expect(NaturalOrder.precedes([0x00] as [UInt8], [0xff]))
        #expect(NaturalOrder.precedes([0xfe] as [UInt8], [0xff, 0x00]))
    }

    /// A strict weak ordering, or sorting may do anything: tried on names from a small alphabet.
    @Test func isTransitive() {
        let alphabet = Array("019aAb.\u{0}".utf8)
        var generator = SystemRandomNumberGenerator()
        let names = (0..<60).map { _ in
            (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }
        }
        for a in names {
            for b in names where NaturalOrder.precedes(a, b) {
                #expect(!NaturalOrder.precedes(b, a))
                for c in names where NaturalOrder.precedes(b, c) {
                    if !NaturalOrder.precedes(a, c) { Issue.record("\(a) \(b) \(c)") }
                }
            }
        }
    }
}

extension NaturalOrder {
    static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        precedes(left.span, right.span)
    }
}
