import SystemCalls

/// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, "SipHash: a fast short-input PRF").
///
/// With a key that nobody else knows, nobody can make two contents of one hash, as they could with
/// a hash without a key that is as fast.
package struct KeyedHash: Sendable {
    private let key: (UInt64, UInt64)

    /// The state while octets are taken in.
    private struct State {
        var v0, v1, v2, v3: UInt64

        @inline(__always)
        mutating func rounds(_ count: Int) {
            for _ in 0..<count {
                v0 &+= v1
                v1 = v1 << 13 | v1 >> 51
                v1 ^= v0
                v0 = v0 << 32 | v0 >> 32
                v2 &+= v3
                v3 = v3 << 16 | v3 >> 48
                v3 ^= v2
                v0 &+= v3
                v3 = v3 << 21 | v3 >> 43
                v3 ^= v0
                v2 &+= v1
                v1 = v1 << 17 | v1 >> 47
                v1 ^= v2
                v2 = v2 << 32 | v2 >> 32
            }
        }

        @inline(__always)
        mutating func take(_ word: UInt64) {
            v3 ^= word
            rounds(2)
            v0 ^= word
        }

        var digest: UInt64 { v0 ^ v1 ^ v2 ^ v3 }
    }

    /// A hash with a key of its own, from the system's source of random numbers.
    package init() { self.init(key: (.random(in: 0 ... .max), .random(in: 0 ... .max))) }

    /// A hash with this key, in the order of its octets.
    package init(key: (UInt64, UInt64)) { self.key = key }

    /// The hash of some octets: its first and its last eight octets, little-endian.
    func digest(of octets: Span<UInt8>) -> (UInt64, UInt64) {
        var state = State(
            v0: key.0 ^ 0x736f_6d65_7073_6575, v1: key.1 ^ 0x646f_7261_6e64_6f6d ^ 0xee,
            v2: key.0 ^ 0x6c79_6765_6e65_7261, v3: key.1 ^ 0x7465_6462_7974_6573)
        var position = 0
        while position + 8 <= octets.count {
            state.take(octets.littleEndianWord(at: position))
            position += 8
        }
        var last = UInt64(truncatingIfNeeded: octets.count) << 56
        for offset in 0..<octets.count - position {
            last |= UInt64(octets[position + offset]) << UInt64(8 * offset)
        }
        state.take(last)
        state.v2 ^= 0xee
        state.rounds(4)
        let first = state.digest
        state.v1 ^= 0xdd
        state.rounds(4)
        return (first, state.digest)
    }
}
