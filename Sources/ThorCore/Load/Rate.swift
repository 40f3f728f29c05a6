/// A rate of requests, as an integer number of thousandths per second: schedules computed from it
/// are exact.
package struct Rate: Equatable, Sendable {
    /// Requests in 1,000 seconds.
    package let perThousandSeconds: UInt64

    /// The highest rate accepted: ten million a second.
    package static let highest = 10_000_000.0

    /// A rate per second from 0.001 to ``highest``, rounded to three decimals; nil outside.
    package init?(perSecond: Double) {
        guard perSecond >= 0.001, perSecond <= Self.highest else { return nil }
        perThousandSeconds = UInt64((perSecond * 1000).rounded())
    }

    /// The rate of several runs together, from 0.001 to 10^15 per second; nil outside.
    init?(total perSecond: Double) {
        guard perSecond >= 0.001, perSecond <= 1e15 else { return nil }
        perThousandSeconds = UInt64((perSecond * 1000).rounded())
    }

    private init(perThousandSeconds: UInt64) { self.perThousandSeconds = perThousandSeconds }

    /// The rate of two runs side by side, saturating.
    static func + (left: Rate, right: Rate) -> Rate {
        let (sum, isTooLarge) = left.perThousandSeconds.addingReportingOverflow(
            right.perThousandSeconds)
        return Rate(perThousandSeconds: isTooLarge ? .max : sum)
    }

    /// The rate as a number per second.
    package var perSecond: Double { Double(perThousandSeconds) / 1000 }

    /// The number of slots that are due less than `nanoseconds` after slot 0.
    func slots(before nanoseconds: Int64) -> UInt64 {
        if nanoseconds <= 0 { return 0 }
        // Slot k is due at floor(k * 10^12 / R), which is below n if and only if k * 10^12 < n * R.
        let product = perThousandSeconds.multipliedFullWidth(by: UInt64(nanoseconds))
        let (quotient, remainder) = UInt64(1_000_000_000_000).dividingFullWidth(product)
        return quotient + (remainder > 0 ? 1 : 0)
    }

    /// When slot `slot` is due, in nanoseconds after slot 0: `slot * 10^9 / R`, rounded down. The
    /// product has 128 bits, which is enough for any run.
    package func due(slot: UInt64) -> Int64 {
        let product = slot.multipliedFullWidth(by: 1_000_000_000_000)
        return Int64(perThousandSeconds.dividingFullWidth(product).quotient)
    }
}
