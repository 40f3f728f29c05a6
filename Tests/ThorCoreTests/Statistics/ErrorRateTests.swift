import Foundation
import Testing

@testable import ThorCore

/// How often comparisons are wrong, by simulation with fixed seeds. `THOR_SIMULATIONS=10000` prints
/// the rates of decision 0007.
@Suite struct ErrorRateTests {
    static let simulations =
        ProcessInfo.processInfo.environment["THOR_SIMULATIONS"].flatMap { Int($0) } ?? 100

    /// Trials of a server: lognormal noise, and now and then one that is disturbed.
    struct Noise: Sendable {
        var median = 1.0, spread = 0.02
        var disturbed = 0.0, disturbance = 1.3

        func trials(_ count: Int, _ generator: inout Randomness) -> [Double] {
            (0..<count).map { _ in
                let isDisturbed = generator.nextUnit() <= disturbed
                return median * exp(spread * generator.nextNormal())
                    * (isDisturbed ? disturbance : 1)
            }
        }
    }

    /// Shares of comparisons in which the test, the interval and both of them saw a difference,
    /// and in which the interval of the ratio held the true one.
    private func rates(
        _ name: String, _ a: Noise, _ b: Noise, _ counts: (Int, Int) = (10, 10),
        simulations: Int = simulations
    ) throws -> (test: Double, interval: Double, claimed: Double, covered: Double) {
        var settings = StatisticsSettings()
        settings.resamples = 1000
        var generator = Randomness(seed: 2026)
        var (tests, intervals, claims, covered) = (0, 0, 0, 0)
        for run in 0..<simulations {
            settings.seed = UInt64(run)
            let found = Comparison(
                try #require(Sample(a.trials(counts.0, &generator))),
                try #require(Sample(b.trials(counts.1, &generator))), settings: settings)
            if found.isSignificant { tests += 1 }
            if found.excludesNone == true { intervals += 1 }
            if found.finding == .differs { claims += 1 }
            if found.ratio?.interval?.contains(b.median / a.median) == true { covered += 1 }
        }
        func share(_ count: Int) -> Double { Double(count) / Double(simulations) }
        let rates = (share(tests), share(intervals), share(claims), share(covered))
        show(
            "\(name), \(counts.0) and \(counts.1): test \(percent(rates.0)), interval "
                + "\(percent(rates.1)), both \(percent(rates.2)), covered \(percent(rates.3))",
            simulations)
        return rates
    }

    private func percent(_ share: Double) -> String { Text.fixed(share * 100, 1) + " %" }

    private func show(_ line: String, _ simulations: Int) {
        if simulations > 100 { print("simulated \(simulations): \(line)") }
    }

    /// The promise: at most 10 false alarms of 100 at the 5 % level.
    @Test func equalServersAreRarelyCalledDifferent() throws {
        let found = try rates("equal", Noise(spread: 0.1), Noise(spread: 0.1))
        #expect(found.claimed <= 0.1)
        // The test alone has the level too: the interval is not what saves it.
        #expect(found.test <= 0.1)
        let disturbed = Noise(disturbed: 0.1)
        #expect(try rates("equal, 1 of 10 disturbed", disturbed, disturbed).claimed <= 0.1)
    }

    @Test func aShiftOfFivePerCentIsFound() throws {
        let found = try rates("5 % shift", Noise(), Noise(median: 1.05))
        #expect(found.claimed >= 0.9)
        #expect(found.covered >= 0.85)
        let disturbed = try rates(
            "5 % shift, 1 of 10 disturbed", Noise(disturbed: 0.1),
            Noise(median: 1.05, disturbed: 0.1))
        #expect(disturbed.claimed >= 0.5)
    }

    /// Equal medians and unequal spreads: the test alone may be misled, both together are not.
    @Test func unequalSpreadsAreNoDifference() throws {
        let found = try rates("spreads of 1 to 3", Noise(), Noise(spread: 0.06))
        #expect(found.claimed <= 0.1)
        let uneven = try rates("spreads of 1 to 3", Noise(), Noise(spread: 0.06), (15, 6))
        #expect(uneven.claimed <= 0.1)
    }

    /// Pairs that share a mood of 10 %, of which the difference is free.
    @Test(arguments: [(1.0, 10), (1.02, 10), (1.05, 10), (1, 11), (1, 6)])
    func pairs(_ shift: Double, _ count: Int) throws {
        var generator = Randomness(seed: 2027)
        let (mood, own, simulations) = (Noise(spread: 0.1), Noise(), Self.simulations)
        var (tests, claims, covered) = (0, 0, 0)
        for run in 0..<simulations {
            var settings = StatisticsSettings()
            (settings.resamples, settings.seed) = (1000, UInt64(run))
            let moods = mood.trials(count, &generator)
            func side(_ shift: Double) -> [Observation] {
                zip(moods, own.trials(count, &generator)).enumerated().map {
                    Observation(value: $1.0 * $1.1 * shift, keys: ["\($0)"])
                }
            }
            let pairing = try Pairing(side(1), side(shift), by: ["round"])
            let found = Comparison(pairing, settings: settings)
            if found.isSignificant { tests += 1 }
            if found.finding == .differs { claims += 1 }
            if found.ratio?.interval?.contains(shift) == true { covered += 1 }
        }
        let shares = [tests, claims, covered].map { Double($0) / Double(simulations) }
        show(
            "\(count) pairs, shift \(shift): test \(percent(shares[0])), both "
                + "\(percent(shares[1])), covered \(percent(shares[2]))", simulations)
        if shift == 1 { #expect(shares[1] <= 0.1) }
        if shift == 1.05 { #expect(shares[1] >= 0.9) }
        #expect(shares[2] >= 0.85)
    }

    /// The interval of one median holds the true one about as often as it says.
    @Test(arguments: [6, 7, 8, 9, 10, 11, 12, 15, 20, 30]) func coverage(_ count: Int) throws {
        var generator = Randomness(seed: 2028)
        let noise = Noise(spread: 0.3)
        let tail = Bootstrap.Tail.percentile
        var (covered, plain) = (0, 0)
        for _ in 0..<Self.simulations {
            let sample = try #require(Sample(noise.trials(count, &generator)))
            let resampled = ResampledMedian(sample)
            let draws = (0..<1000).map { _ in resampled.draw(&generator) }
            let expanded = Bootstrap.interval(of: draws, .expanded(count: count), 0.95)
            if expanded?.contains(1) == true { covered += 1 }
            if Bootstrap.interval(of: draws, tail, 0.95)?.contains(1) == true { plain += 1 }
        }
        let share = Double(covered) / Double(Self.simulations)
        show(
            "median of \(count): covered \(percent(share)), by the plain percentile interval "
                + percent(Double(plain) / Double(Self.simulations)), Self.simulations)
        #expect(share >= 0.87)
    }
}
