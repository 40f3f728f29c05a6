import Testing

@testable import ThorCore

@Suite struct DistributionTests {
    static let values: [UInt64] = [
        0, 1, 2, 1023, 1024, 2047, 2048, 2049, 4095, 4096, 123_456, 999_999_999, 1_000_000_000,
        HistogramLayout.highest - 1, HistogramLayout.highest,
    ]

    @Test(arguments: values)
    func countersCoverTheirValues(_ value: UInt64) {
        let index = HistogramLayout.index(of: value)
        let (low, high) = (
            HistogramLayout.lowestValue(at: index), HistogramLayout.highestValue(at: index)
        )
        #expect(low <= value && value <= high)
        #expect(Double(high - low) <= Double(max(value, 1)) / 1000)
        #expect(HistogramLayout.index(of: low) == index)
        #expect(HistogramLayout.index(of: high) == index)
        #expect(index < HistogramLayout.counters)
    }

    @Test func countersAdjoin() {
        for index in 0..<(HistogramLayout.counters - 1) {
            let next = HistogramLayout.highestValue(at: index) + 1
            #expect(HistogramLayout.lowestValue(at: index + 1) == next)
        }
    }

    /// The recording histogram is the package's; both have to agree on what a counter is.
    @Test func layoutIsThePackages() {
        for value in Self.values {
            var histogram = LatencyHistogram()
            histogram.record(value)
            let entries = histogram.distribution().entries
            #expect(entries == [.init(index: HistogramLayout.index(of: value), count: 1)])
        }
    }

    @Test func keepsSumAndExtremesExactly() {
        var histogram = LatencyHistogram()
        for value in 1...1000 as ClosedRange<UInt64> { histogram.record(value * 1_000_003) }
        let distribution = histogram.distribution()
        #expect(distribution.count == 1000)
        #expect(distribution.sum == 500_500 * 1_000_003)
        #expect(distribution.smallest == 1_000_003)
        #expect(distribution.largest == 1_000_003_000)
        #expect(distribution.mean == 500.5 * 1_000_003)
        let deviation = distribution.deviation ?? 0
        #expect(abs(deviation / 288_675_000 - 1) < 0.002)
    }

    @Test func longValuesAreHeldAtTheTop() {
        var histogram = LatencyHistogram()
        histogram.record(.max)
        #expect(histogram.distribution().largest == HistogramLayout.highest)
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func additionIsRecordingBoth(_ seed: UInt64) {
        var random = Randomness(seed: seed)
        var (left, right, both) = (LatencyHistogram(), LatencyHistogram(), LatencyHistogram())
        for _ in 0..<2000 {
            let value = random.next() >> UInt64.random(in: 24...63, using: &random)
            if random.next() & 1 == 0 { left.record(value) } else { right.record(value) }
            both.record(value)
        }
        var sum = left.distribution()
        sum.add(right.distribution())
        #expect(sum == both.distribution())
        var empty = Distribution()
        empty.add(sum)
        #expect(empty == sum)
        sum.add(Distribution())
        #expect(empty == sum)
    }

    @Test func ranksAreTheRightValues() {
        var histogram = LatencyHistogram()
        for value in 1...2000 as ClosedRange<UInt64> { histogram.record(value) }
        let distribution = histogram.distribution()
        for rank in [1, 2, 1000, 1999, 2000] as [UInt64] {
            #expect(distribution.value(atRank: rank) == rank)
        }
        #expect(distribution.value(atRank: 2001) == nil)
        #expect(Distribution().value(atRank: 1) == nil)
    }

    @Test func resetForgets() {
        var histogram = LatencyHistogram()
        histogram.record(5, times: 3)
        #expect(histogram.distribution().count == 3)
        histogram.reset()
        #expect(histogram.distribution() == Distribution())
    }
}
