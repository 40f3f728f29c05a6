/// A regular expression for bodies, in Swift's syntax, which is that of PCRE as far as people use
/// it.
package struct BodyPattern: @unchecked Sendable {
    // Regex is not Sendable because custom parsers may be inside; one made from text has none.
    private let regex: Regex<AnyRegexOutput>

    /// - Throws: what `Regex` says about a pattern that is none.
    package init(_ pattern: String) throws {
        regex = try Regex(pattern)
    }

    /// Whether it matches somewhere in `bytes`, which are taken for UTF-8.
    package func matches(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).firstMatch(of: regex) != nil
    }
}
