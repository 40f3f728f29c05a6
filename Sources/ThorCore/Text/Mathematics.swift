internal import SystemCalls

/// What the standard library leaves to the C library.
enum Mathematics {
    /// `base` to the power of `exponent`, `base` being positive.
    static func power(_ base: Double, _ exponent: Double) -> Double {
        OwnResources.exponential(OwnResources.logarithm(base) * exponent)
    }
}
