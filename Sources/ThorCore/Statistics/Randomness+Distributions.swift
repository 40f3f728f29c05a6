internal import SystemCalls

// Random numbers of the distributions that resampling needs.
extension Randomness {
    /// A normal random number of mean 0 and deviation 1, by the polar method (Marsaglia and Bray,
    /// 1964).
    package mutating func nextNormal() -> Double {
        while true {
            let (x, y) = (2 * nextUnit() - 1, 2 * nextUnit() - 1)
            let square = x * x + y * y
            if square < 1, square > 0 {
                return x * (-2 * Mathematics.logarithm(square) / square).squareRoot()
            }
        }
    }

    /// A gamma random number of scale 1 (Marsaglia and Tsang, 2000). `shape` must be at least 1.
    mutating func nextGamma(shape: Double) -> Double {
        let width = shape - 1.0 / 3
        let scale = 1 / (9 * width).squareRoot()
        while true {
            let normal = nextNormal()
            let root = 1 + scale * normal
            guard root > 0 else { continue }
            let cube = root * root * root
            let bound = normal * normal / 2 + width * (1 - cube + Mathematics.logarithm(cube))
            if Mathematics.logarithm(nextUnit()) < bound { return width * cube }
        }
    }

    /// A beta random number, which is distributed like the `first`-th smallest of
    /// `first + second - 1` uniform random numbers. Both parameters must be at least 1.
    mutating func nextBeta(_ first: Double, _ second: Double) -> Double {
        let gamma = nextGamma(shape: first)
        return gamma / (gamma + nextGamma(shape: second))
    }
}
