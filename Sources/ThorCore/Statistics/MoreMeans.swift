/// What a higher value means, for the words of a finding.
package enum MoreMeans: String, CaseIterable, Sendable {
    case better, worse, faster, slower

    /// The word for a value that is higher, or lower, when this is known.
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
