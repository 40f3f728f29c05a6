import Testing

@testable import ThorCore

/// Against the tables that every textbook has.
@Suite struct StudentDistributionTests {
    @Test(arguments: [
        (1, 12.7062), (2, 4.30265), (3, 3.18245), (9, 2.26216), (10, 2.22814), (30, 2.04227),
        (120, 1.97993),
    ])
    func quantilesOfTheTables(_ degrees: Int, _ expected: Double) {
        let quantile = StudentDistribution.quantile(aboveWith: 0.025, degrees: degrees)
        #expect(abs(quantile - expected) < 1e-4 * expected)
    }

    @Test func tailsAreComplementary() {
        for degrees in 1...12 {
            for t in [0.0, 0.3, 1, 2.5, 40] {
                let above = StudentDistribution.upperTail(t, degrees: degrees)
                let below = StudentDistribution.upperTail(-t, degrees: degrees)
                #expect(abs(above + below - 1) < 1e-14)
            }
        }
    }

    @Test func manyDegreesAreNearlyNormal() {
        let quantile = StudentDistribution.quantile(aboveWith: 0.025, degrees: 1_000_000)
        #expect(abs(quantile - 1.96) < 0.003)
        #expect(abs(StudentDistribution.normalUpperTail(1.959964) - 0.025) < 1e-8)
    }
}
