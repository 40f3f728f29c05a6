/// The fields that the command line adds to responses.
///
/// They are part of what a cache keeps: a response found there costs nothing more for them.
package struct FieldRules: Sendable {
    private var rules: [FieldRule] = []

    /// None.
    package init() {}

    /// Adds a rule, which outranks those before it.
    package mutating func append(_ rule: FieldRule) { rules.append(rule) }

    /// Lets scripts of other sites read responses: `--cors` (the Fetch standard, section 3.2).
    package mutating func shareWithOrigins() {
        append(FieldRule("Access-Control-Allow-Origin", "*"))
        append(FieldRule("Access-Control-Expose-Headers", "*"))
    }

    /// Puts the site's pages into a process of their own, where they may use shared memory and
    /// precise clocks: `--isolate` (the HTML standard, "cross-origin isolated").
    /// - Parameter isShared: whether others may embed what the site serves.
    package mutating func isolate(isShared: Bool) {
        append(FieldRule("Cross-Origin-Opener-Policy", "same-origin"))
        append(FieldRule("Cross-Origin-Embedder-Policy", "require-corp"))
        append(
            isShared
                ? FieldRule("Cross-Origin-Resource-Policy", "cross-origin")
                : FieldRule("Cross-Origin-Resource-Policy", "same-origin"))
    }

    /// The fields of the response to a request for a path.
    /// - Parameter path: nil when the request had none that can be read, or has not been read.
    func fields(for path: RequestPath?) -> ConfiguredFields {
        var found = ConfiguredFields()
        for rule in rules where rule.concerns(path) { found.add(rule) }
        return found
    }
}
