/// What the server calls itself in pages and to scripts (`SERVER_SOFTWARE`). Responses' `Server`
/// field leaves the version out: nobody needs it there but who looks for old ones.
package enum Product {
    /// The version of this release.
    package static let version = "0.1.0"
    /// `Spidey/VERSION`, a product identifier (RFC 9110 section 10.1.5).
    package static let identifier = "Spidey/" + version
}
