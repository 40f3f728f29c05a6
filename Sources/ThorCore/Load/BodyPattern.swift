/// A regular expression to be searched for in bodies. Its syntax is Swift's, a superset of PCRE's.
package struct BodyPattern: @unchecked Sendable {
    // Regex is not Sendable because custom parsers may be inside; one made from text has none.
    private let regex: Regex<AnyRegexOutput>

    /// - Throws: the error of `Regex` for an invalid pattern.
    package init(_ pattern: String) throws {
        regex = try Regex(pattern)
    }

    /// Whether the pattern matches anywhere in `bytes`, which are decoded as UTF-8.
    package func matches(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).firstMatch(of: regex) != nil
    }
}
