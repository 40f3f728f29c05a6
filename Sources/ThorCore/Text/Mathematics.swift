internal import SystemCalls

/// What the standard library leaves to the C library.
enum Mathematics {
    /// The natural logarithm of a positive number.
    static func logarithm(_ value: Double) -> Double { OwnResources.logarithm(value) }

    /// `base` to the power of `exponent`, `base` being positive.
    static func power(_ base: Double, _ exponent: Double) -> Double {
        OwnResources.exponential(OwnResources.logarithm(base) * exponent)
    }
}
