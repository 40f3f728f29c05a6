import Glibc

/// Functions that the standard library leaves to the C library.
package enum Mathematics {
    /// The natural logarithm: `log(3)`. Negative infinity for 0, NaN below.
    package static func logarithm(_ value: Double) -> Double { Glibc.log(value) }

    /// The angle whose tangent is `value`, in radians from -pi/2 to pi/2: `atan(3)`.
    package static func arcTangent(_ value: Double) -> Double { Glibc.atan(value) }

    /// The complementary error function, from 2 down to 0: `erfc(3)`.
    package static func complementaryError(_ value: Double) -> Double { Glibc.erfc(value) }

    /// `base`, which must be positive, to the power of `exponent`: `exp(3)` and `log(3)`.
    package static func power(_ base: Double, _ exponent: Double) -> Double {
        Glibc.exp(Glibc.log(base) * exponent)
    }
}
