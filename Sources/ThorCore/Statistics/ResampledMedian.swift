internal import SystemCalls

/// Draws medians of bootstrap resamples, each in constant time.
///
/// A resample of n values, drawn with replacement, can be made from n uniform random numbers: each
/// number in the i-th of n equal parts of 0...1 draws the i-th value of the sorted sample. The
/// median depends on the middle numbers alone. Order statistics of uniform random numbers are beta
/// distributed (David and Nagaraja, Order Statistics, 2003, section 2.3), so the middle ones are
/// drawn directly. The result has the same distribution as if all n were drawn.
struct ResampledMedian {
    private let sorted: [Double]

    /// Draws from resamples of `sample`.
    init(_ sample: Sample) { sorted = sample.sorted }

    /// The median of another resample.
    func draw(_ generator: inout Randomness) -> Double {
        let count = sorted.count
        // The rank, from 1, of the middle value or of the lower one of two.
        let rank = (count + 1) / 2
        let lower = generator.nextBeta(Double(rank), Double(count - rank + 1))
        if count % 2 == 1 { return value(at: lower) }
        // The smallest of the `count - rank` uniform numbers above it.
        let share = Mathematics.power(generator.nextUnit(), 1 / Double(count - rank))
        let upper = lower + (1 - lower) * (1 - share)
        return value(at: lower) / 2 + value(at: upper) / 2
    }

    private func value(at position: Double) -> Double {
        sorted[min(Int(position * Double(sorted.count)), sorted.count - 1)]
    }
}
