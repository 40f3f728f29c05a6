internal import SystemCalls

/// Draws medians of bootstrap resamples, each in the same time whatever the sample's size.
///
/// A resample of n values, drawn with replacement, is n uniform random numbers: the i-th value of
/// the sorted sample is drawn when one falls into the i-th of n equal parts of 0...1. The median
/// needs only the middle ones of those numbers in order, and order statistics of uniform random
/// numbers are beta distributed (David and Nagaraja, Order Statistics, 2003, section 2.3). So they
/// are drawn directly; the distribution is that of drawing all n.
struct ResampledMedian {
    private let sorted: [Double]

    init(_ sample: Sample) { sorted = sample.sorted }

    /// The median of another resample.
    func draw(_ generator: inout Randomness) -> Double {
        let count = sorted.count
        // 1-based rank of the middle value, or of the lower one of two.
        let rank = (count + 1) / 2
        let lower = generator.nextBeta(Double(rank), Double(count - rank + 1))
        if count % 2 == 1 { return value(at: lower) }
        // The smallest of the `count - rank` numbers above it.
        let share = Mathematics.power(generator.nextUnit(), 1 / Double(count - rank))
        let upper = lower + (1 - lower) * (1 - share)
        return value(at: lower) / 2 + value(at: upper) / 2
    }

    private func value(at position: Double) -> Double {
        sorted[min(Int(position * Double(sorted.count)), sorted.count - 1)]
    }
}
