internal import SystemCalls

/// Student's t distribution for whole degrees of freedom, and the normal distribution, which is its
/// limit.
enum StudentDistribution {
    /// The most degrees of freedom that are distinguished; its quantiles are within 0.2 % of the
    /// normal ones.
    static let mostDegrees = 1000

    /// The probability of a value above `t`, by the finite series of Abramowitz and Stegun, 26.7.3
    /// and 26.7.4.
    static func upperTail(_ t: Double, degrees: Int) -> Double {
        let square = Double(degrees) / (Double(degrees) + t * t)
        let (cosine, sine) = (square.squareRoot(), (1 - square).squareRoot() * (t < 0 ? -1 : 1))
        let isOdd = degrees % 2 == 1
        var term = isOdd ? cosine : 1
        var sum = 0.0
        for power in stride(from: isOdd ? 1 : 0, to: degrees - 1, by: 2) {
            sum += term
            term *= square * Double(power + 1) / Double(power + 2)
        }
        // Twice the probability between 0 and t.
        let middle =
            isOdd
            ? (Mathematics.arcTangent(t / Double(degrees).squareRoot()) + sine * sum) * 2 / .pi
            : sine * sum
        return (1 - middle) / 2
    }

    /// The value that is exceeded with `probability`, which is below one half.
    static func quantile(aboveWith probability: Double, degrees: Int) -> Double {
        let degrees = min(degrees, mostDegrees)
        var (low, high) = (0.0, 1.0)
        while upperTail(high, degrees: degrees) > probability, high < 1e9 { high *= 2 }
        // After 100 halvings `low` and `high` are neighbouring numbers.
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if upperTail(middle, degrees: degrees) > probability {
                low = middle
            } else {
                high = middle
            }
        }
        return high
    }

    /// The probability of a normal value above `z`.
    static func normalUpperTail(_ z: Double) -> Double {
        Mathematics.complementaryError(z / 2.0.squareRoot()) / 2
    }
}
