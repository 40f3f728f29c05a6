import SystemCalls

/// The server's name in pages and for scripts (`SERVER_SOFTWARE`). The `Server` field of responses
/// omits the version, which would only help to find old versions.
package enum Product {
    /// The version of this release.
    package static var version: String { Release.version }
    /// `Spidey/VERSION`, a product identifier (RFC 9110 section 10.1.5).
    package static let identifier = "Spidey/" + version
}
