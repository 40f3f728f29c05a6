import Testing

@testable import ThorCore

@Suite struct SampleTests {
    @Test func figuresOfKnownValues() throws {
        let sample = try #require(Sample([4, 1, 3, 2]))
        #expect(sample.median == 2.5)
        #expect(sample.mean == 2.5)
        #expect(abs(try #require(sample.deviation) - (5.0 / 3).squareRoot()) < 1e-15)
        #expect((sample.minimum, sample.maximum, sample.count) == (1, 4, 4))
        #expect(try #require(Sample([5, -7, 1])).median == 1)
    }

    @Test func aSingleValueHasNoDeviation() throws {
        let sample = try #require(Sample([7]))
        #expect((sample.median, sample.mean) == (7, 7))
        #expect(sample.deviation == nil)
    }

    @Test(arguments: [[], [.nan], [1, .infinity], [-Double.infinity], [1e121]] as [[Double]])
    func refuses(_ values: [Double]) { #expect(Sample(values) == nil) }

    @Test func hugeValuesStayFinite() throws {
        let sample = try #require(Sample([1e120, -1e120, 1e120, -1e120]))
        #expect(sample.median == 0)
        #expect(try #require(sample.deviation).isFinite)
    }

    @Test(arguments: [
        (0.0, "0"), (1234.5678, "1235"), (0.00012345, "0.0001235"), (-2.5, "-2.5"),
        (100, "100"), (123_456_789, "123456789"), (1.23456e12, "1.235e12"), (4e-9, "4e-9"),
        (0.1, "0.1"), (9.9999, "10"), (1e-300, "1e-300"),
    ])
    func significantDigits(_ value: Double, _ text: String) {
        #expect(Text.significant(value, 4) == text)
    }
}
