/// What the command line says has moved. The first one that is for a path counts.
package struct Redirects: Sendable {
    /// Redirects in a row at most: browsers follow some twenty.
    static let mostInARow = 20

    private var redirects: [Redirect] = []

    /// None.
    package init() {}

    /// Adds one, behind the others.
    package mutating func append(_ redirect: Redirect) { redirects.append(redirect) }

    /// The redirect for a path.
    func first(for path: RequestPath) -> Redirect? {
        redirects.isEmpty ? nil : first(for: path.absolute)
    }

    private func first(for path: [UInt8]) -> Redirect? { redirects.first { $0.matches(path) } }

    // MARK: Loops

    /// A redirect from which a client would be sent on for ever; nil when there is none.
    ///
    /// Each one is followed as a client would, from the paths that lead furthest: its own, and
    /// those whose rest makes the target one that another redirect is for. URLs lead away.
    /// - Parameter hidesExtensions: whether `.html` is redirected away as well.
    package func loop(hidesExtensions: Bool) -> Redirect? {
        redirects.first { redirect in
            starts(of: redirect).contains { isEndless(from: $0, hidesExtensions) }
        }
    }

    private func starts(of redirect: Redirect) -> [[UInt8]] {
        guard redirect.carriesRest, let target = Self.path(redirect.to) else {
            return [redirect.from]
        }
        let rests = redirects.filter { $0.from.starts(with: target) }.map {
            $0.from.dropFirst(target.count)
        }
        return ([[]] + rests).map { redirect.from + $0 }
    }

    private func isEndless(from start: [UInt8], _ hidesExtensions: Bool) -> Bool {
        var path = start
        for _ in 0..<Self.mostInARow {
            guard let redirect = first(for: path),
                var next = Self.path(redirect.location(for: path))
            else { return false }
            if hidesExtensions, let short = Self.withoutExtension(next) { next = short }
            path = next
        }
        return true
    }

    /// The decoded path of a target; nil for a URL.
    private static func path(_ target: [UInt8]) -> [UInt8]? {
        guard target.first == .slash else { return nil }
        let ends = Array("?#".utf8)
        return try? RequestPath(target.prefix { !ends.contains($0) }).absolute
    }

    private static func withoutExtension(_ path: [UInt8]) -> [UInt8]? {
        let ending = ".html".utf8
        return path.suffix(ending.count).elementsEqual(ending)
            ? Array(path.dropLast(ending.count)) : nil
    }
}
