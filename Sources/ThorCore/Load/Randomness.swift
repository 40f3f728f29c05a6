/// A seeded generator of random numbers: SplitMix64 (Steele, Lea and Flood, 2014).
package struct Randomness: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The sequence of this seed.
    package init(seed: UInt64) { state = seed }

    /// 64 random bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }

    /// A number above 0 and up to 1, uniformly distributed. It has a finite logarithm.
    package mutating func nextUnit() -> Double {
        Double((next() >> 11) + 1) * 0x1p-53
    }
}
