/// The spacing of an open loop's slots in time.
package enum Arrivals: String, CaseIterable, Sendable {
    /// Equal intervals.
    case fixed
    /// Exponentially distributed intervals: a Poisson process, as independent users make it.
    case poisson
}
