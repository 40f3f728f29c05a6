import Testing

@testable import ThorCore

@Suite struct BootstrapTests {
    /// Medians of all n^n resamples of 1...n, with their probability.
    private func exactMedians(_ count: Int) -> [Double: Double] {
        var medians: [Double: Double] = [:]
        var resample = [Int](repeating: 0, count: count)
        func fill(_ position: Int, _ chance: Double) {
            if position == count {
                let sorted = resample.sorted()
                let middle = Double(sorted[(count - 1) / 2] + sorted[count / 2]) / 2
                medians[middle, default: 0] += chance
                return
            }
            for value in 1...count {
                resample[position] = value
                fill(position + 1, chance / Double(count))
            }
        }
        fill(0, 1)
        return medians
    }

    /// Drawing order statistics is drawing resamples: the shares agree within five deviations.
    @Test(arguments: 1...6) func mediansAreThoseOfResamples(_ count: Int) throws {
        let sample = try #require(Sample((1...count).map(Double.init)))
        let resampled = ResampledMedian(sample)
        var generator = Randomness(seed: 11)
        var found: [Double: Int] = [:]
        let draws = 50_000
        for _ in 0..<draws { found[resampled.draw(&generator), default: 0] += 1 }
        let expected = exactMedians(count)
        #expect(Set(found.keys).isSubset(of: expected.keys))
        for (median, chance) in expected {
            let share = Double(found[median] ?? 0) / Double(draws)
            let deviation = (chance * (1 - chance) / Double(draws)).squareRoot()
            #expect(abs(share - chance) <= 5 * deviation + 1e-12, "\(median)")
        }
    }

    @Test(arguments: [(0.95, 6), (0.9, 5), (0.99, 8), (0.5, 2), (0.75, 3), (0.999, 11)])
    func leastCounts(_ confidence: Double, _ least: Int) {
        #expect(Bootstrap.leastCount(confidence) == least)
    }

    @Test func tooFewValuesHaveNoInterval() throws {
        for count in 1...7 {
            let sample = try #require(Sample((0..<count).map { Double($0 * $0) }))
            var generator = Randomness(seed: 1)
            let interval = Bootstrap.median(sample, .init(), &generator)
            #expect((interval != nil) == (count >= 6))
        }
    }

    @Test func intervalsAreReproducedAndHoldTheMedian() throws {
        let sample = try #require(Sample([9, 2, 4, 8, 5, 1, 7, 3, 6, 10]))
        func interval(_ seed: UInt64) throws -> Interval {
            var generator = Randomness(seed: seed)
            return try #require(Bootstrap.median(sample, .init(), &generator))
        }
        #expect(try interval(1) == interval(1))
        #expect(try interval(1).contains(5.5))
        #expect(try interval(2).contains(5.5))
        var settings = StatisticsSettings()
        settings.confidence = 0.99
        var generator = Randomness(seed: 1)
        let wider = try #require(Bootstrap.median(sample, settings, &generator))
        #expect(try wider.high - wider.low > interval(1).high - interval(1).low)
    }

    @Test func equalValuesHaveAnIntervalWithoutWidth() throws {
        let sample = try #require(Sample([Double](repeating: 3, count: 8)))
        var generator = Randomness(seed: 1)
        #expect(Bootstrap.median(sample, .init(), &generator) == Interval(low: 3, high: 3))
    }

    @Test(.timeLimit(.minutes(1))) func aMillionValuesTakeNoLonger() throws {
        let sample = try #require(Sample((0..<1_000_000).map(Double.init)))
        var generator = Randomness(seed: 1)
        let interval = try #require(Bootstrap.median(sample, .init(), &generator))
        // The median's standard error is half of a million's square root; 1.96 of them.
        #expect(abs(interval.low - 499_020) < 60 && abs(interval.high - 500_980) < 60)
    }

    /// Of 10 values the expanded interval leaves out 1.0 % on either side instead of 2.5 %
    /// (Hesterberg 2015): `pnorm(-sqrt(10/9) * qt(0.975, 9))`.
    @Test func expandedTails() {
        #expect(Bootstrap.Tail.percentile.probability(0.95) == 0.025000000000000022)
        #expect(abs(Bootstrap.Tail.expanded(count: 10).probability(0.95) - 0.008550) < 1e-6)
        #expect(abs(Bootstrap.Tail.expanded(count: 100_000).probability(0.95) - 0.025) < 2e-4)
    }
}
