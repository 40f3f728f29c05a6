import Testing

@testable import ThorCore

@Suite struct SignificantDigitsTests {
    @Test(arguments: [
        (0.0, "0"), (1234.5678, "1235"), (0.00012345, "0.0001235"), (-2.5, "-2.5"),
        (100, "100"), (123_456_789, "123456789"), (1.23456e12, "1.235e12"), (4e-9, "4e-9"),
        (0.1, "0.1"), (9.9999, "10"), (1e-300, "1e-300"), (123_456.7, "123457"),
        (99_999.7, "100000"), (999_999_999.4, "999999999"), (999_999_999.7, "1e9"),
        (0.0000999996, "0.0001"), (0.00000999996, "0.00001"), (0.00000999, "9.99e-6"),
        (9.9996e49, "1e50"), (-9.9996e-8, "-1e-7"), (1.005, "1.005"), (2.6755, "2.676"),
        (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.798e308"),
        (.infinity, "inf"),
        (12.05, "12.05"), (10.5, "10.5"), (1200, "1200"), (120_000_000, "120000000"),
    ])
    func fourDigits(_ value: Double, _ text: String) {
        #expect(Text.significant(value, 4) == text)
    }

    /// Every power of ten is one, with a single digit before its `e`.
    @Test func powersOfTen() {
        for exponent in -307...308 {
            let value = Double("1e\(exponent)") ?? 0
            let plain =
                exponent >= 0
                ? "1" + String(repeating: "0", count: exponent)
                : "0." + String(repeating: "0", count: -exponent - 1) + "1"
            let expected = -5...8 ~= exponent ? plain : "1e\(exponent)"
            for digits in 1...6 {
                #expect(Text.significant(value, digits) == expected)
                #expect(Text.significant(-value, digits) == "-" + expected)
            }
        }
    }

    @Test func asManyDigitsAsAskedFor() {
        let texts = (1...6).map { Text.significant(1.2345e-7, $0) }
        #expect(texts == ["1e-7", "1.2e-7", "1.23e-7", "1.235e-7", "1.2345e-7", "1.2345e-7"])
        #expect((1...3).map { Text.significant(0.0996, $0) } == ["0.1", "0.1", "0.0996"])
        #expect(Text.significant(99.5, 2) == "100")
    }
}
