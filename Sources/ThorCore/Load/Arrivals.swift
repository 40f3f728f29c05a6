/// How the slots of an open loop follow each other.
package enum Arrivals: String, CaseIterable, Sendable {
    /// At equal distances.
    case fixed
    /// At random: a Poisson process, as independent users make it. Distances are exponential.
    case poisson
}
