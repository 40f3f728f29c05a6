internal import SystemCalls

/// The slots of one process of an open loop: when each request is due, in integer nanoseconds of
/// the monotonic clock.
///
/// With fixed arrivals, process `i` of `P` takes the slots `i, i + P, i + 2P, ...` of the schedule
/// `T_k = T_0 + k * 10^9 / R`, which all processes share. With Poisson arrivals each process has a
/// Poisson process of rate `R / P`; together they form one of rate `R`.
package struct Schedule: Sendable {
    private let rate: Rate
    private let arrivals: Arrivals
    private let stride: UInt64
    private let start: Int64
    private var slot: UInt64
    private var generator: Randomness
    /// The next slot in nanoseconds after `start`, not rounded, so that errors do not accumulate.
    private var elapsed = 0.0

    /// When the next slot is due, in monotonic nanoseconds.
    package private(set) var due: Int64
    /// The number of slots taken.
    package private(set) var taken: UInt64 = 0

    /// The schedule of one process.
    ///
    /// - Parameters:
    ///   - rate: of all processes together.
    ///   - arrivals: the spacing of the slots.
    ///   - process: the number of this process, from 0.
    ///   - processes: how many share the rate.
    ///   - start: `T_0` in monotonic nanoseconds, the same for all processes.
    ///   - seed: the same for all processes; each draws random intervals of its own from it.
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

    /// Takes the next slot, and sets ``due`` to the one after it.
    package mutating func take() {
        taken += 1
        switch arrivals {
        case .fixed:
            slot += stride
            due = start + rate.due(slot: slot)
        case .poisson: due = start + nextDistance()
        }
    }

    /// Takes slots that are due before `moment`: with fixed arrivals all of them, at most `limit`,
    /// in constant time, because an overload can leave billions; with Poisson arrivals one.
    ///
    /// - Returns: how many were taken.
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

    /// When the slot taken last was due; for fixed arrivals only.
    private var lastTaken: Int64 { start + rate.due(slot: slot - stride) }

    /// Takes all slots that are due before `moment`, at most `limit`, and passes on how long they
    /// have waited at `moment`.
    ///
    /// - Parameter record: gets a duration in nanoseconds, and the number of slots that have waited
    ///   so long within the resolution of histograms. The shortest and the longest are exact, the
    ///   sum is to 1 ns a slot.
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
