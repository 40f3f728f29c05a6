/// The meaning of a higher value, for the sentence of a comparison.
package enum MoreMeans: String, CaseIterable, Sendable {
    case better, worse, faster, slower

    /// The word for a value that is higher or lower; without a meaning, `higher` or `lower`.
    static func word(_ meaning: MoreMeans?, isHigher: Bool) -> String {
        guard let meaning else { return isHigher ? "higher" : "lower" }
        return (isHigher ? meaning : meaning.opposite).rawValue
    }

    private var opposite: MoreMeans {
        switch self {
        case .better: .worse
        case .worse: .better
        case .faster: .slower
        case .slower: .faster
        }
    }
}
