internal import SystemCalls

/// When one process of an open loop has to send: an integer schedule on the monotonic clock.
///
/// With fixed arrivals, process `i` of `P` takes the slots `i, i + P, i + 2P, ...` of the one
/// schedule `T_k = T_0 + k * 10^9 / R`. With Poisson arrivals each process has a Poisson process of
/// rate `R / P` of its own; together they are one of rate `R`.
package struct Schedule: Sendable {
    private let rate: Rate
    private let arrivals: Arrivals
    private let stride: UInt64
    private let start: Int64
    private var slot: UInt64
    private var generator: Randomness
    /// Nanoseconds after `start`; the sum is kept unrounded so that rounding cannot accumulate.
    private var elapsed = 0.0

    /// When the next slot falls due, in nanoseconds of the monotonic clock.
    package private(set) var due: Int64
    /// How many slots have been taken.
    package private(set) var taken: UInt64 = 0

    /// The schedule of process number `process`, from 0, of `processes` that share the rate.
    /// `start` is `T_0` in nanoseconds of the monotonic clock; from `seed` each process draws its
    /// own distances.
    package init(
        rate: Rate, arrivals: Arrivals, process: Int, processes: Int, start: Int64, seed: UInt64
    ) {
        self.rate = rate
        self.arrivals = arrivals
        self.start = start
        stride = UInt64(processes)
        slot = UInt64(process)
        generator = Randomness(seed: seed &+ UInt64(process) &* 0x9E37_79B9_7F4A_7C15)
        due = start
        switch arrivals {
        case .fixed: due = start + rate.due(slot: slot)
        case .poisson: due = start + nextDistance()
        }
    }

    /// Takes the slot that is due next; `due` then tells of the one after it.
    package mutating func take() {
        taken += 1
        switch arrivals {
        case .fixed:
            slot += stride
            due = start + rate.due(slot: slot)
        case .poisson: due = start + nextDistance()
        }
    }

    private mutating func nextDistance() -> Int64 {
        let mean = 1e9 / rate.perSecond * Double(stride)
        elapsed -= OwnResources.logarithm(generator.nextUnit()) * mean
        return Int64(elapsed)
    }
}
