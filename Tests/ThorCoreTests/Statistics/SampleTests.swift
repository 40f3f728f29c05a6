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
}
