import SystemCalls
import SystemPackage

extension PathResolver.Means {
    /// Both ways to resolve a path: what holds for one holds for the other.
    static let both: [PathResolver.Means] = [.kernel, .walk(.noFunction)]
}
