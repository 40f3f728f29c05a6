/// The definition of a good response: its status, and perhaps its body.
package struct ResponseCheck: Sendable {
    /// The test of a body.
    package enum Body: Sendable {
        /// It contains these octets.
        case contains([UInt8])
        /// The pattern matches anywhere in it.
        case matches(BodyPattern)
        /// Its SHA-256 digest is these 32 octets.
        case digest([UInt8])
    }

    /// The longest body that is searched, in octets; a longer one is not good. For a digest there
    /// is no limit.
    package static let longestSearched = 16 * 1024 * 1024

    /// Whether each status code, which is the index, is expected.
    package var statuses: [Bool]
    /// The test of the body; nil when bodies are not read.
    package var body: Body?

    /// A check that accepts every 2xx and 3xx response.
    package init() {
        statuses = (0..<1000).map { 200..<400 ~= $0 }
    }

    /// Whether a complete body passes the test.
    package func accepts(_ collected: CollectedBody) -> Bool {
        switch body {
        case nil: true
        case .contains(let text): !collected.isTooLong && collected.bytes.contains(text)
        case .matches(let pattern): !collected.isTooLong && pattern.matches(collected.bytes)
        case .digest(let expected): collected.digest.finished() == expected
        }
    }
}
