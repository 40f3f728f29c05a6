import HTTPServer

/// How long caches may use a file without asking again (RFC 9111 section 5.2.2).
package struct FreshnessRules: Sendable {
    /// Seconds at most: a recipient need not count further (RFC 9111 section 1.2.2).
    package static let longest = 1 << 31

    /// A rule for the paths that a pattern matches.
    package struct Rule: Sendable, Equatable {
        /// The files; nil for all.
        package let pattern: PathPattern?
        /// Seconds, from 0 to `longest`.
        package let seconds: Int

        /// A rule.
        package init(pattern: PathPattern?, seconds: Int) {
            self.pattern = pattern
            self.seconds = seconds
        }
    }

    private let rules: [(pattern: PathPattern?, fields: ResponseFields)]

    /// Rules of which the last one that fits decides, but one with a pattern before one without.
    /// Where none does, a cache has to ask each time.
    package init(_ rules: [Rule] = []) {
        let ordered = rules.filter { $0.pattern == nil } + rules.filter { $0.pattern != nil }
        self.rules = ordered.map { ($0.pattern, Self.fields($0.seconds)) }
    }

    /// The Cache-Control field of the file at a path.
    func fields(for path: RequestPath) -> ResponseFields {
        let rule = rules.last { $0.pattern?.matches(path) ?? true }
        return rule?.fields ?? PageFields.noCache
    }

    private static func fields(_ seconds: Int) -> ResponseFields {
        guard seconds > 0 else { return PageFields.noCache }
        var fields = ResponseFields()
        fields.append("Cache-Control", Array("max-age=\(seconds)".utf8))
        return fields
    }
}
