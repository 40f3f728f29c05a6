import Testing

@testable import ThorCore

@Suite struct PercentilesTests {
    private func distribution(_ values: some Sequence<UInt64>) -> Distribution {
        var histogram = LatencyHistogram()
        for value in values { histogram.record(value) }
        return histogram.distribution()
    }

    @Test func needTenSamplesBeyond() {
        // n(1-p) < 10 is not enough: 1,000 values have ten beyond p99, 999 do not.
        let enough = Percentiles(completed: distribution(1...1000))
        #expect(enough.value(99) == .exactly(990))
        #expect(enough.value(99.9) == .tooFewSamples)
        let oneLess = Percentiles(completed: distribution(1...999))
        #expect(oneLess.value(99) == .tooFewSamples)
        #expect(Percentiles(completed: distribution(1...10_000)).value(99.9) != .tooFewSamples)
        #expect(Percentiles(completed: Distribution()).value(50) == .tooFewSamples)
        #expect(Percentiles(completed: Distribution()).maximum == .tooFewSamples)
    }

    @Test func areExactBelowTheCensoredPart() {
        // 900 answers of 1 to 900, and 100 requests given up after 5,000.
        let percentiles = Percentiles(
            completed: distribution(1...900),
            censored: distribution(repeatElement(5000, count: 100)))
        #expect(percentiles.count == 1000)
        #expect(percentiles.value(50) == .exactly(500))
        #expect(percentiles.value(90) == .exactly(900))
        #expect(isAtLeast(percentiles.value(95), 5000))
        #expect(isAtLeast(percentiles.value(99), 5000))
        #expect(isAtLeast(percentiles.maximum, 5000))
    }

    @Test func theMeanIsALowerBoundWhereSomethingIsCensored() throws {
        let answered = distribution(repeatElement(100, count: 80))
        let exact = try #require(Percentiles(completed: answered).mean)
        #expect(exact == (100, false))
        let waits = distribution(repeatElement(1000, count: 20))
        let bound = try #require(Percentiles(completed: answered, censored: waits).mean)
        #expect(bound == (280, true))
        #expect(
            try #require(Percentiles(completed: Distribution(), censored: waits).mean).isAtLeast)
        #expect(Percentiles(completed: Distribution()).mean == nil)
    }

    @Test func saysAtLeastWhenWaitsWereShort() {
        // Requests given up after 10 may have taken anything: already the median is uncertain.
        let percentiles = Percentiles(
            completed: distribution(1...900), censored: distribution(repeatElement(10, count: 100)))
        guard case .atLeast(let bound) = percentiles.value(50) else {
            Issue.record("\(percentiles.value(50))")
            return
        }
        #expect(bound == 400)
    }

    @Test func ignoresACensoredHandfulInManyThousands() {
        let many = (1...100_000 as ClosedRange<UInt64>).lazy.map { 100_000 + $0 }
        let percentiles = Percentiles(
            completed: distribution(many), censored: distribution(repeatElement(10, count: 3)))
        guard case .exactly(let median) = percentiles.value(50) else {
            Issue.record("\(percentiles.value(50))")
            return
        }
        #expect(abs(Double(median) / 150_000 - 1) < 0.002)
    }

    private func isAtLeast(_ value: Percentiles.Value, _ bound: UInt64) -> Bool {
        if case .atLeast(let nanoseconds) = value { return nanoseconds >= bound - bound / 1000 }
        return false
    }
}
