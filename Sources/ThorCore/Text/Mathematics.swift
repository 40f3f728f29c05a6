internal import SystemCalls

/// Functions that the standard library leaves to the C library.
enum Mathematics {
    /// `base` to the power of `exponent`. `base` must be positive.
    static func power(_ base: Double, _ exponent: Double) -> Double {
        OwnResources.exponential(OwnResources.logarithm(base) * exponent)
    }
}
