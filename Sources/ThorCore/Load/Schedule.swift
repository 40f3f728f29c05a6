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

    /// Takes the slots that fall due before `moment`, `limit` at most, and returns how many. With
    /// fixed arrivals this is arithmetic: an overload leaves billions of slots.
    package mutating func take(before moment: Int64, atMost limit: UInt64) -> UInt64 {
        guard due < moment, limit > 0 else { return 0 }
        guard arrivals == .fixed else {
            take()
            return 1
        }
        let end = rate.slots(before: moment - start)
        let count = min(limit, (end - slot + stride - 1) / stride)
        taken += count
        slot += count * stride
        due = start + rate.due(slot: slot)
        return count
    }

    /// When the slot that was taken last fell due; for fixed arrivals only.
    private var lastTaken: Int64 { start + rate.due(slot: slot - stride) }

    /// Takes all slots that fall due before `moment`, `limit` at most, and hands over how long each
    /// has been waiting at `moment`, with a number of slots that have waited equally long within
    /// the resolution of histograms. Shortest and longest wait are exact, the sum to 1 ns a slot.
    mutating func takeWaiting(
        at moment: Int64, atMost limit: UInt64, _ record: (_ waited: Int64, UInt64) -> Void
    ) {
        var rest = limit
        while due < moment, rest > 0 {
            let longest = moment - due
            let index = HistogramLayout.index(of: UInt64(longest))
            let lowest = Int64(HistogramLayout.lowestValue(at: index))
            let count = take(before: min(moment, moment - lowest + 1), atMost: rest)
            rest -= count
            record(longest, 1)
            if count == 1 { continue }
            let shortest = moment - lastTaken
            record(shortest, 1)
            if count > 2 { record((longest + shortest) / 2, count - 2) }
        }
    }

    private mutating func nextDistance() -> Int64 {
        let mean = 1e9 / rate.perSecond * Double(stride)
        elapsed -= Mathematics.logarithm(generator.nextUnit()) * mean
        return Int64(elapsed)
    }
}
